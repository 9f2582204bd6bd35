"""What the linkage of the five parties adds: who they are, what places have, need and do."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.lists.wiring import wire as lists
from services.volunteers.parties.wiring import wire as parties


def wire(backbone: Backbone) -> list[APIRouter]:
    return [router for part in (parties, lists) for router in part(backbone)]
