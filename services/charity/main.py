"""The charity service: gifts from promise to report, every fen and coat in one place."""

from servicekit.app import Service, run
from servicekit.backbone import Backbone
from servicekit.settings import Settings
from services.charity.donors.wiring import wire as donors
from services.charity.funds.wiring import keep as keep_funds
from services.charity.funds.wiring import wire as funds
from services.charity.gifts.wiring import wire as gifts
from services.charity.organisations.wiring import wire as organisations
from services.charity.statements.wiring import wire as statements
from services.charity.stations.wiring import wire as stations

WIRES = (stations, organisations, donors, keep_funds, gifts, funds, statements)


def build(settings: Settings) -> Service:
    backbone = Backbone("charity", settings)
    routers = [router for wire in WIRES for router in wire(backbone)]
    return backbone.serve("慈善服务", routers)


if __name__ == "__main__":
    run("charity", build)
