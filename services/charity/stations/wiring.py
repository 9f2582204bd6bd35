"""What stations add to the service: a copy, no routes."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.stations.copy import Stations


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.project(Stations(backbone.database), ["registry.stations"])
    return []
