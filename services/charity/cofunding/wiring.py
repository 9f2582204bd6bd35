"""What co-funding adds to the service; gifts and donors are there before."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.cofunding import api


def wire(_backbone: Backbone) -> list[APIRouter]:
    return [api.router]
