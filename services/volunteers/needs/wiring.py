"""What needs add to the service."""

from fastapi import APIRouter

from servicekit.aggregate import Aggregates
from servicekit.backbone import Backbone
from services.volunteers.needs import api, life_api
from services.volunteers.needs.accepting import Accepting
from services.volunteers.needs.domain import Need
from services.volunteers.needs.settling import Settling
from services.volunteers.people.domain import Volunteer


def wire(backbone: Backbone) -> list[APIRouter]:
    people = backbone.part(Aggregates[Volunteer])
    accepting = Accepting(backbone.aggregates("needs", Need), people, backbone.clock)
    backbone.provide(Accepting, accepting)
    backbone.add(Settling(backbone.database, accepting, backbone.clock))
    return [life_api.router, api.router]
