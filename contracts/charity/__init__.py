"""Events of the charity service, one module a noun."""

from contracts.charity import auctions, donors, funds, gifts, requests, shops, sponsorships

EVENTS = (
    *gifts.EVENTS,
    *donors.EVENTS,
    *funds.EVENTS,
    *requests.EVENTS,
    *auctions.EVENTS,
    *shops.EVENTS,
    *sponsorships.EVENTS,
)
