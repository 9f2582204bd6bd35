"""What stations add to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.stations import api, changes_api, import_api, ladder_api
from services.registry.stations.domain import Station


def wire(backbone: Backbone) -> list[APIRouter]:
    stations = backbone.aggregates("stations", Station)
    backbone.mirror(stations, "registry.stations")
    return [import_api.router, ladder_api.router, changes_api.router, api.router]
