"""What the stations' activity adds to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.activity import api
from services.registry.activity.follower import Activity


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.follow(Activity(backbone.database, backbone.journal))
    return [api.router]
