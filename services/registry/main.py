"""The registry: regions, stations, the service log, and figures as reports state them."""

from servicekit.app import Service, run
from servicekit.backbone import Backbone
from servicekit.settings import Settings
from services.registry.regions import api as regions
from services.registry.reports import api as reports
from services.registry.reports.domain import Report
from services.registry.service_log import api as service_log
from services.registry.service_log.domain import ServiceEntry
from services.registry.stations import api as stations
from services.registry.stations import import_api as station_imports
from services.registry.stations.domain import Station


def build(settings: Settings) -> Service:
    backbone = Backbone("registry", settings)
    backbone.aggregates("stations", Station)
    backbone.aggregates("service_entries", ServiceEntry)
    backbone.aggregates("stated_reports", Report)
    apis = (regions, stations, station_imports, service_log, reports)
    return backbone.serve("登记服务", [api.router for api in apis])


if __name__ == "__main__":
    run("registry", build)
