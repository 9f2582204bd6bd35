"""What the import of gifts adds to the service; funds and gifts are there before."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.imports import api


def wire(_backbone: Backbone) -> list[APIRouter]:
    return [api.router]
