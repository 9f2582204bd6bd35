"""What casework adds to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.cases import api
from services.volunteers.cases.case import Case
from services.volunteers.cases.reading import Readings


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("cases", Case), "volunteers.cases")
    readings = Readings(backbone.database, backbone.clock)
    backbone.add(readings)
    backbone.provide(Readings, readings)
    return [api.router]
