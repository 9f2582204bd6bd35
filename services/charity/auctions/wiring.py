"""What auctions add to the service; donors, funds and gifts are there before."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.auctions import api
from services.charity.auctions.auction import Auction


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.aggregates("auctions", Auction)
    return [api.router]
