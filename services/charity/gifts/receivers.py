"""Who may get a part of a gift: a working station, or an organisation in good standing."""

from __future__ import annotations

from datetime import date

from servicekit.errors import DomainError, NotFound
from servicekit.scope import Actor
from services.charity.gifts.bodies import AllocateGift
from services.charity.gifts.gift import Receiver
from services.charity.organisations.copy import Organisations
from services.charity.stations.copy import Stations


class OrganisationUnknown(DomainError):
    code = "organisation_unknown"
    status = 422
    zh = "没有找到该机构；若刚刚登记，请稍后再试。"
    en = "There is no such organisation; if it was registered just now, try again shortly."


class Receivers:
    """Reads the copies kept by the registry's events; a blacklisted body is refused at once."""

    def __init__(self, stations: Stations, organisations: Organisations) -> None:
        self._stations = stations
        self._organisations = organisations

    async def of(self, body: AllocateGift, actor: Actor, today: date) -> Receiver:
        """Raises StationUnknown, StationNotWorking, OrganisationUnknown, OrganisationRefused,
        OutOfScope."""
        if body.region is not None:
            actor.scope.require(body.region)
        payee = await self._payee_region(body, actor, today)
        return Receiver(
            region=body.region or payee,
            station_id=body.station_id or "",
            organisation_id=body.organisation_id or "",
            need_id=body.need_id or "",
            project_id=body.project_id or "",
            payee_region=payee,
        )

    async def _payee_region(self, body: AllocateGift, actor: Actor, today: date) -> str:
        if body.station_id is not None:
            return (await self._stations.working(body.station_id, actor.scope)).region
        assert body.organisation_id is not None  # the body has one of the two
        try:
            await self._organisations.require_allowed(body.organisation_id, today)
            known = await self._organisations.known(body.organisation_id)
        except NotFound:
            raise OrganisationUnknown(pointer="/organisation_id") from None
        return str(known["region"])
