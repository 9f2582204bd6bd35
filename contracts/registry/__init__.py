"""Events of the registry, one module a noun."""

from contracts.registry import directory, funding, monthly, reports, service_log, stations

EVENTS = (
    *monthly.EVENTS,
    *directory.EVENTS,
    *funding.EVENTS,
    *reports.EVENTS,
    *service_log.EVENTS,
    *stations.EVENTS,
)
