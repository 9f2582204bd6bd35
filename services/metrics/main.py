"""Metrics: figures counted from every service's events, exactly once, and opened again."""

from servicekit.app import Service, run
from servicekit.backbone import Backbone
from servicekit.settings import Settings
from services.metrics import api
from services.metrics.cube import Cube
from services.metrics.ledger import Ledger


def build(settings: Settings) -> Service:
    backbone = Backbone("metrics", settings)
    backbone.project(Ledger(backbone.database, Cube()))
    return backbone.serve("指标服务", [api.router])


if __name__ == "__main__":
    run("metrics", build)
