"""What exports add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.exports import api


def wire(_backbone: Backbone) -> list[APIRouter]:
    return [api.router]
