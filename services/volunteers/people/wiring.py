"""What volunteers add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.people import api
from services.volunteers.people.domain import Volunteer


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.aggregates("people", Volunteer)
    return [api.router]
