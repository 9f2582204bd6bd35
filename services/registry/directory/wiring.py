"""What the directory adds to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.registry.directory import api
from services.registry.directory.domain import Listing
from services.registry.directory.index import DirectoryIndex
from services.registry.stations.domain import Station


def wire(backbone: Backbone) -> list[APIRouter]:
    listings = backbone.mirror(backbone.aggregates("listings", Listing), "registry.directory")
    stations = backbone.part(Mirror[Station])
    backbone.provide(DirectoryIndex, DirectoryIndex(stations, listings))
    return [api.router]
