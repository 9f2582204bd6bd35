"""What alarms add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.alarms import api


def wire(_backbone: Backbone) -> list[APIRouter]:
    return [api.router]
