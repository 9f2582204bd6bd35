"""What the three lists add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.lists import api
from services.volunteers.lists.domain import PlaceList


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("lists", PlaceList), "volunteers.lists")
    return [api.shares, api.router]
