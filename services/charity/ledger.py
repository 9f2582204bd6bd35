"""The ledger's nouns in the order in which one needs the other: who gives, what, and the books."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.alarms.wiring import wire as alarms
from services.charity.donors.wiring import wire as donors
from services.charity.exports.wiring import wire as exports
from services.charity.funds.wiring import keep as keep_funds
from services.charity.funds.wiring import wire as funds
from services.charity.gifts.wiring import wire as gifts
from services.charity.imports.wiring import wire as imports
from services.charity.linking.wiring import wire as linking
from services.charity.proofs.wiring import wire as proofs
from services.charity.public.wiring import wire as public
from services.charity.statements.wiring import wire as statements

BOOKS = (donors, keep_funds, gifts, funds, statements, imports)
SEEN = (proofs, public, alarms, exports, linking)


def wire(backbone: Backbone) -> list[APIRouter]:
    return [router for one in (*BOOKS, *SEEN) for router in one(backbone)]
