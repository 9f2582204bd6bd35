"""What stated figures add to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.reports import api
from services.registry.reports.domain import Report


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.aggregates("stated_reports", Report)
    return [api.router]
