"""What donors add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.donors import api
from services.charity.donors.donor import Donor


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("donors", Donor), "charity.donors")
    return [api.router]
