"""Events of the charity service, one module a noun."""

from contracts.charity import donors, funds, gifts

EVENTS = (*gifts.EVENTS, *donors.EVENTS, *funds.EVENTS)
