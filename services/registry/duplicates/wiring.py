"""What finding and merging duplicates adds to the registry."""

from fastapi import APIRouter

from servicekit.aggregate import Aggregates
from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.registry.directory.domain import Listing
from services.registry.duplicates import api
from services.registry.duplicates.index import LikenessIndex
from services.registry.duplicates.merger import Merger
from services.registry.stations.domain import Station
from services.registry.stations.headcount import StaffByPerson


def wire(backbone: Backbone) -> list[APIRouter]:
    stations = backbone.part(Mirror[Station])
    backbone.provide(LikenessIndex, LikenessIndex(stations, backbone.part(Mirror[Listing])))
    merger = Merger(backbone.part(Aggregates[Station]), stations, backbone.part(StaffByPerson))
    backbone.provide(Merger, merger)
    return [api.router]
