"""What the service log adds to the registry."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from servicekit.mirror import Mirror
from services.registry.service_log import api, duplicates_api
from services.registry.service_log.domain import ServiceEntry
from services.registry.service_log.sheet import entries_kind
from services.registry.sheets.routes import sheet_routers
from services.registry.stations.domain import Station


def wire(backbone: Backbone) -> list[APIRouter]:
    entries = backbone.aggregates("service_entries", ServiceEntry)
    entries.index("state.facts.station_id", "state.facts.occurred_on")
    kind = entries_kind(backbone.part(Mirror[Station]))
    return [*sheet_routers(kind, entries), duplicates_api.router, api.router]
