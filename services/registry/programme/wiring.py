"""What the three-year programme adds to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.programme import api
from services.registry.programme.domain import Programme


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("programmes", Programme), "registry.network")
    return [api.router]
