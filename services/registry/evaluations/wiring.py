"""What evaluations add to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.evaluations import api
from services.registry.evaluations.domain import Evaluation


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("evaluations", Evaluation), "registry.organisations")
    return [api.router]
