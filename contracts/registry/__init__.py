"""Events of the registry, one module a noun."""

from contracts.registry import reports, service_log, stations

EVENTS = (
    *reports.EVENTS,
    *service_log.EVENTS,
    *stations.EVENTS,
)
