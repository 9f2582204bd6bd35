"""Events of the registry, one module a noun."""

from contracts.registry import (
    approvals,
    audits,
    designations,
    directory,
    funding,
    governance,
    monthly,
    networks,
    organisations,
    programme,
    purchasing,
    reports,
    service_log,
    standards,
    stations,
)

EVENTS = (
    *approvals.EVENTS,
    *audits.EVENTS,
    *designations.EVENTS,
    *directory.EVENTS,
    *funding.EVENTS,
    *governance.EVENTS,
    *monthly.EVENTS,
    *networks.EVENTS,
    *organisations.EVENTS,
    *programme.EVENTS,
    *purchasing.EVENTS,
    *reports.EVENTS,
    *service_log.EVENTS,
    *standards.EVENTS,
    *stations.EVENTS,
)
