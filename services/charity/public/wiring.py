"""What the public ledger adds to the service; funds, gifts and donors are there before."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.public import api


def wire(_backbone: Backbone) -> list[APIRouter]:
    return [api.router]
