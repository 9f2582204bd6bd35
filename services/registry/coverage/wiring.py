"""What coverage adds to the registry: a question about its stations."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.coverage import api


def wire(_backbone: Backbone) -> list[APIRouter]:
    return [api.router]
