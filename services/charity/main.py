"""The charity service: gifts from promise to report, every fen and coat in one place."""

from servicekit.app import Service, run
from servicekit.backbone import Backbone
from servicekit.settings import Settings
from services.charity.ledger import wire as ledger
from services.charity.organisations.wiring import wire as organisations
from services.charity.stations.wiring import wire as stations
from services.charity.vehicles import wire as vehicles


def build(settings: Settings) -> Service:
    backbone = Backbone("charity", settings)
    parts = (stations, organisations, ledger, vehicles)
    return backbone.serve("慈善服务", [router for wire in parts for router in wire(backbone)])


if __name__ == "__main__":
    run("charity", build)
