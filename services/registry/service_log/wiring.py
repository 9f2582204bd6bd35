"""What the service log adds to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.service_log import api
from services.registry.service_log.domain import ServiceEntry


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.aggregates("service_entries", ServiceEntry)
    return [api.router]
