"""What checks add to the registry; stations, money and standards come first."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.registry.checks import api, gaps_api
from services.registry.checks.domain import StationCheck
from services.registry.checks.following import Following
from services.registry.checks.places import Places
from services.registry.checks.records import CheckRecords
from services.registry.funding.domain import Fund
from services.registry.stations.domain import Station


def wire(backbone: Backbone) -> list[APIRouter]:
    checks = backbone.aggregates("station_checks", StationCheck)
    mirror = backbone.mirror(checks, "registry.standards")
    stations, funds = backbone.part(Mirror[Station]), backbone.part(Mirror[Fund])
    backbone.provide(Places, Places(stations, mirror, funds))
    backbone.add(Following(stations, checks, mirror, backbone.clock))
    backbone.provide(CheckRecords, CheckRecords(checks))
    return [api.router, gaps_api.router]
