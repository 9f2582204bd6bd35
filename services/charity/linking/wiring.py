"""What requests and linking add to the service; gifts are there before."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.charity.gifts.gift import Gift
from services.charity.linking import api
from services.charity.linking.lacking import Lacking
from services.charity.requests import api as requests
from services.charity.requests.request import Request


def wire(backbone: Backbone) -> list[APIRouter]:
    asked = backbone.mirror(backbone.aggregates("requests", Request), "charity.requests")
    lacking = Lacking(asked)
    backbone.part(Mirror[Gift]).tell(lacking.hear)
    backbone.provide(Lacking, lacking)
    return [requests.router, api.router]
