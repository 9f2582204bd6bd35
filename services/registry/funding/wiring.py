"""What money adds to the registry, its audits with it."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.registry.audits.wiring import wire as audits
from services.registry.funding import api, assistance_api, report_api, trail_api
from services.registry.funding.accounts import Accounts
from services.registry.funding.assistance import AssistanceYear
from services.registry.funding.ceiling import Ceiling
from services.registry.funding.domain import Fund
from services.registry.funding.handover import Handover
from services.registry.funding.sheet import funds_kind
from services.registry.sheets.routes import sheet_routers
from services.registry.stations.station import Station


def wire(backbone: Backbone) -> list[APIRouter]:
    clock = backbone.clock
    funds = backbone.aggregates("funds", Fund)
    years = backbone.aggregates("assistance_years", AssistanceYear)
    lines = backbone.mirror(funds, "registry.funding")
    known = backbone.mirror(years, "registry.funding")
    handover = Handover(funds, lines, clock)
    ceiling = Ceiling(years, known, lines, clock)
    backbone.add(handover)
    backbone.add(ceiling)
    backbone.provide(Handover, handover)
    backbone.provide(Ceiling, ceiling)
    backbone.provide(Accounts, Accounts(funds, handover, ceiling, clock))
    routers = [api.router, trail_api.router, assistance_api.router, report_api.router]
    sheets = sheet_routers(funds_kind(backbone.part(Mirror[Station])), funds)
    return [*sheets, *routers, *audits(backbone)]
