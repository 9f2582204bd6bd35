"""What sponsorships add to the service; donors, gifts and stations are there before."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.sponsorships import api
from services.charity.sponsorships.sponsorship import Sponsorship


def wire(backbone: Backbone) -> list[APIRouter]:
    store = backbone.aggregates("sponsorships", Sponsorship)
    backbone.mirror(store, "charity.sponsorships")
    return [api.router]
