"""What regions add to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.regions import api, changes_api
from services.registry.regions.domain import Register
from services.registry.regions.following import RegisterFollower


def wire(backbone: Backbone) -> list[APIRouter]:
    registers = backbone.mirror(backbone.aggregates("region_changes", Register), "registry.regions")
    backbone.follow(RegisterFollower(registers))
    return [api.router, changes_api.router]
