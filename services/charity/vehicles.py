"""The vehicles by which gifts come and go: auctions, shops, sponsorships, co-funding."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.auctions.wiring import wire as auctions
from services.charity.cofunding.wiring import wire as cofunding
from services.charity.shops.wiring import wire as shops
from services.charity.sponsorships.wiring import wire as sponsorships


def wire(backbone: Backbone) -> list[APIRouter]:
    parts = (auctions, shops, sponsorships, cofunding)
    return [router for part in parts for router in part(backbone)]
