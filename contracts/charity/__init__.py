"""Events of the charity service, one module a noun."""

from contracts.charity import donors, funds, gifts, requests

EVENTS = (*gifts.EVENTS, *donors.EVENTS, *funds.EVENTS, *requests.EVENTS)
