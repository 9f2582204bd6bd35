"""What funds add to the service: before gifts, which are given into them; drawing after."""

from fastapi import APIRouter

from servicekit.aggregate import Aggregates
from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.charity.funds import api
from services.charity.funds.drawing import Drawing
from services.charity.funds.fund import Fund
from services.charity.funds.holdings import Holdings
from services.charity.gifts.gift import Gift


def keep(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("funds", Fund), "charity.funds")
    return []


def wire(backbone: Backbone) -> list[APIRouter]:
    gifts = backbone.part(Mirror[Gift])
    holdings = Holdings()
    gifts.tell(holdings.hear)
    backbone.provide(Holdings, holdings)
    backbone.provide(Drawing, Drawing(backbone.part(Aggregates[Gift]), gifts, holdings))
    return [api.router]
