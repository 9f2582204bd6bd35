"""What proofs add to the service; statements are there before."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.proofs import api


def wire(_backbone: Backbone) -> list[APIRouter]:
    return [api.router]
