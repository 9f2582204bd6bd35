"""What yearly plans of pairings add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.pairings import api
from services.volunteers.pairings.copy import Pairings
from services.volunteers.pairings.domain import Plan


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.project(Pairings(backbone.database), ["registry.network"])
    backbone.mirror(backbone.aggregates("pairing_plans", Plan), "volunteers.pairings")
    return [api.router]
