"""Events of the registry, one module a noun."""

from contracts.registry import directory, reports, service_log, stations

EVENTS = (
    *directory.EVENTS,
    *reports.EVENTS,
    *service_log.EVENTS,
    *stations.EVENTS,
)
