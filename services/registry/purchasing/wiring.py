"""What purchased services add to the registry: contracts, who takes them, how they are judged."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.evaluations.wiring import wire as evaluations
from services.registry.organisations.wiring import wire as organisations
from services.registry.purchasing import api
from services.registry.purchasing.domain import Contract


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("contracts", Contract), "registry.organisations")
    return [api.router, *organisations(backbone), *evaluations(backbone)]
