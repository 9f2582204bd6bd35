"""What organisations add to the registry; their contracts are wired before them."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.registry.organisations import api, standing_api
from services.registry.organisations.domain import Organisation
from services.registry.organisations.shown import Shown
from services.registry.purchasing.domain import Contract


def wire(backbone: Backbone) -> list[APIRouter]:
    known = backbone.mirror(
        backbone.aggregates("organisations", Organisation), "registry.organisations"
    )
    contracts = backbone.part(Mirror[Contract])
    backbone.provide(Shown, Shown(known, contracts, backbone.clock))
    return [standing_api.router, api.router]
