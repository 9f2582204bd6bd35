"""What practice bases add to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.registry.practice import api
from services.registry.practice.domain import PracticeBase


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.mirror(backbone.aggregates("practice_bases", PracticeBase), "registry.network")
    return [api.router]
