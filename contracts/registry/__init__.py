"""Events of the registry, one module a noun."""

from contracts.registry import directory, funding, reports, service_log, stations

EVENTS = (
    *directory.EVENTS,
    *funding.EVENTS,
    *reports.EVENTS,
    *service_log.EVENTS,
    *stations.EVENTS,
)
