"""The registry: regions, stations, the service log, and figures as reports state them."""

from servicekit.app import Service, run
from servicekit.backbone import Backbone
from servicekit.settings import Settings
from services.registry.directory.wiring import wire as directory
from services.registry.funding.wiring import wire as funding
from services.registry.monthly_forms.wiring import wire as monthly_forms
from services.registry.network import wire as network
from services.registry.purchasing.wiring import wire as purchasing
from services.registry.regions.wiring import wire as regions
from services.registry.reports.wiring import wire as reports
from services.registry.service_log.wiring import wire as service_log
from services.registry.staff.wiring import wire as staff
from services.registry.standards.wiring import wire as standards
from services.registry.stations.wiring import wire as stations


def build(settings: Settings) -> Service:
    backbone = Backbone("registry", settings)
    work = (regions, stations, service_log, monthly_forms, reports, directory)
    parts = (*work, funding, network, standards, purchasing, staff)
    return backbone.serve("登记服务", [router for wire in parts for router in wire(backbone)])


if __name__ == "__main__":
    run("registry", build)
