"""Metrics: figures counted from every service's events, exactly once, and opened again."""

from servicekit.app import Service, run
from servicekit.backbone import Backbone
from servicekit.settings import Settings
from services.metrics import api, recounting_api
from services.metrics.bulletins.api import router as bulletins
from services.metrics.checks.api import router as checks
from services.metrics.comparison.api import router as comparison
from services.metrics.gauges.wiring import wire as gauges
from services.metrics.ledger import Ledger
from services.metrics.recounting import Recounting
from services.metrics.rounds.wiring import wire as rounds


def build(settings: Settings) -> Service:
    backbone = Backbone("metrics", settings)
    ledger = Ledger(backbone.database)
    backbone.project(ledger)
    recounting = Recounting(ledger, settings, backbone.clock)
    backbone.add(recounting)
    backbone.provide(Recounting, recounting)
    given = [api.router, checks, comparison, bulletins, recounting_api.router]
    routers = [*given, *rounds(backbone)]
    gauges(backbone)
    return backbone.serve("指标服务", routers)


if __name__ == "__main__":
    run("metrics", build)
