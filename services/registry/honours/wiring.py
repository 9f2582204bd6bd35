"""What honours add to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.honours import api
from services.registry.honours.domain import Honour


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("honours", Honour), "registry.network")
    return [api.router]
