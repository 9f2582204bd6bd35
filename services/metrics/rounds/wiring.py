"""What report rounds add to the service; the ledger and the recounts are there before."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.metrics.rounds import api
from services.metrics.rounds.closed import ClosedReports
from services.metrics.rounds.domain import Round


def wire(backbone: Backbone) -> list[APIRouter]:
    backbone.aggregates("rounds", Round)
    backbone.provide(ClosedReports, ClosedReports(backbone.database))
    return [api.router]
