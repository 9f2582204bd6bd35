"""What the five parties add to the service."""

from fastapi import APIRouter

from servicekit.aggregate import Aggregates
from servicekit.backbone import Backbone
from services.volunteers.needs.domain import Need
from services.volunteers.parties import api
from services.volunteers.parties.gifts import GiftsForNeeds
from services.volunteers.parties.register import Member


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("parties", Member), "volunteers.needs")
    needs = backbone.part(Aggregates[Need])
    backbone.project(GiftsForNeeds(backbone.database, needs), ["charity.gifts"])
    return [api.router, api.of_needs]
