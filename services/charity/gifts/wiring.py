"""What gifts add to the service; donors, funds, stations and organisations are there before."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.charity.donors.donor import Donor
from services.charity.funds.fund import Fund
from services.charity.gifts import api, delivery_api, pledging
from services.charity.gifts.gift import Gift
from services.charity.gifts.receivers import Receivers
from services.charity.gifts.terms import Terms
from services.charity.organisations.copy import Organisations
from services.charity.stations.copy import Stations


def wire(backbone: Backbone) -> list[APIRouter]:
    gifts = backbone.aggregates("gifts", Gift, answers=False)  # a gift knows its moves
    backbone.mirror(gifts, "charity.gifts")
    stations, organisations = backbone.part(Stations), backbone.part(Organisations)
    backbone.provide(Receivers, Receivers(stations, organisations))
    backbone.provide(Terms, Terms(backbone.part(Mirror[Donor]), backbone.part(Mirror[Fund])))
    return [pledging.router, api.router, delivery_api.router]
