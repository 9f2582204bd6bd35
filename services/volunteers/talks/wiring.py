"""What talks add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.talks import api, pairing_api
from services.volunteers.talks.domain import Talks


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("talks", Talks), "volunteers.projects")
    return [api.router, pairing_api.router]
