"""Events of the metrics service, one module a noun."""

from contracts.metrics import rounds

EVENTS = (*rounds.EVENTS,)
