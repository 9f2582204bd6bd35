"""What organisations add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.volunteers.organisations import api
from services.volunteers.organisations.copy import Organisations


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.project(Organisations(backbone.database), ["registry.organisations"])
    return [api.router]
