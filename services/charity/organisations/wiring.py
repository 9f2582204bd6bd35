"""What organisations add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.organisations import api
from services.charity.organisations.copy import Organisations


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.project(Organisations(backbone.database), ["registry.organisations"])
    return [api.router]
