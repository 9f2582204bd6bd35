"""What stations add to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.sheets.routes import sheet_routers
from services.registry.stations import api, changes_api, ladder_api
from services.registry.stations.domain import Station
from services.registry.stations.headcount import StaffByPerson
from services.registry.stations.sheet import stations_kind


def wire(backbone: Backbone) -> list[APIRouter]:
    stations = backbone.aggregates("stations", Station)
    backbone.provide(StaffByPerson, StaffByPerson())
    kind = stations_kind(backbone.mirror(stations, "registry.stations"))
    return [*sheet_routers(kind, stations), ladder_api.router, changes_api.router, api.router]
