"""Events of the charity service, one module a noun."""

from contracts.charity import gifts

EVENTS = (*gifts.EVENTS,)
