"""Events of the registry, one module a noun."""

from contracts.registry import (
    audits,
    directory,
    funding,
    monthly,
    networks,
    programme,
    reports,
    service_log,
    standards,
    stations,
)

EVENTS = (
    *audits.EVENTS,
    *directory.EVENTS,
    *funding.EVENTS,
    *monthly.EVENTS,
    *networks.EVENTS,
    *programme.EVENTS,
    *reports.EVENTS,
    *service_log.EVENTS,
    *standards.EVENTS,
    *stations.EVENTS,
)
