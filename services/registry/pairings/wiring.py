"""What pairings add to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.pairings import api
from services.registry.pairings.domain import Pairing


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("pairings", Pairing), "registry.network")
    return [api.router]
