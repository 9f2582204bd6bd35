"""The charity service: gifts from pledge to confirmed receipt, every fen in one place."""

from servicekit.app import Service, run
from servicekit.backbone import Backbone
from servicekit.settings import Settings
from services.charity.gifts import api as gifts
from services.charity.gifts import pledging
from services.charity.gifts.domain import Gift
from services.charity.organisations.wiring import wire as organisations
from services.charity.stations.copy import Stations


def build(settings: Settings) -> Service:
    backbone = Backbone("charity", settings)
    backbone.aggregates("gifts", Gift)
    backbone.project(Stations(backbone.database), ["registry.stations"])
    routers = [*organisations(backbone), pledging.router, gifts.router]
    return backbone.serve("慈善服务", routers)


if __name__ == "__main__":
    run("charity", build)
