"""What charity shops add to the service; gifts are there before."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.shops import api
from services.charity.shops.shop import Shop


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("shops", Shop, answers=False), "charity.shops")
    return [api.router]
