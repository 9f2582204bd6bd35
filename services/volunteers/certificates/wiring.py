"""What certificates add to the service; volunteers and their hours are there before."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.certificates import api
from services.volunteers.certificates.domain import Certificate
from services.volunteers.certificates.known import Known


def wire(backbone: Backbone) -> list[APIRouter]:
    store = backbone.aggregates("certificates", Certificate)
    known = Known()
    backbone.mirror(store, "volunteers.certificates").tell(known.hear)
    backbone.provide(Known, known)
    return [api.router]
