"""What the linkage of the five parties adds: who they are, what places have, need and do, and
what paired areas do with one another."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.lists.wiring import wire as lists
from services.volunteers.pairings.wiring import wire as pairings
from services.volunteers.parties.wiring import wire as parties


def wire(backbone: Backbone) -> list[APIRouter]:
    return [router for part in (parties, lists, pairings) for router in part(backbone)]
