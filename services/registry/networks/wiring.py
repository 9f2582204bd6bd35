"""What local networks add to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.networks import api
from services.registry.networks.domain import Network


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("networks", Network), "registry.network")
    return [api.router]
