"""What the three lists add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.lists import api
from services.volunteers.lists.domain import PlaceList
from services.volunteers.lists.index import ListIndex


def wire(backbone: Backbone) -> list[APIRouter]:
    mirror = backbone.mirror(backbone.aggregates("lists", PlaceList), "volunteers.lists")
    backbone.provide(ListIndex, ListIndex(mirror))
    return [api.shares, api.router]
