"""What regions add to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.regions import api


def wire(_backbone: Backbone) -> list[APIRouter]:
    return [api.router]
