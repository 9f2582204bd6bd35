"""What matching adds to the service."""

from fastapi import APIRouter

from servicekit.aggregate import Aggregates
from servicekit.backbone import Backbone
from services.volunteers.matching import api
from services.volunteers.matching.index import Matching
from services.volunteers.people.domain import Volunteer


def wire(backbone: Backbone) -> list[APIRouter]:
    people = backbone.part(Aggregates[Volunteer])
    backbone.follow(Matching(people, backbone.journal, backbone.clock))
    return [api.router]
