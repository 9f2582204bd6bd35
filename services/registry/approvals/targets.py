"""What a change request may change, and how: stations and their checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from servicekit.aggregate import Aggregates, Command
from servicekit.errors import DomainError
from servicekit.mirror import Mirror
from servicekit.scope import EVERYWHERE, Scope
from services.registry.approvals.domain import (
    ChangeRequest,
    CloseStation,
    CorrectAnswer,
    MoveStation,
    Payload,
)
from services.registry.checks.answering import require_amount, require_items
from services.registry.checks.domain import Answer, StationCheck, correct_answer
from services.registry.checks.gaps import Place, score
from services.registry.checks.places import Places
from services.registry.checks.records import CheckRecords
from services.registry.standards.register import Standards
from services.registry.stations import changes
from services.registry.stations.domain import Stage, Station, close_station
from services.registry.stations.parents import check_neighbours
from services.registry.stations.station import Change as StationChange


class AlreadySo(DomainError):
    code = "already_so"
    zh = "社工站已是申请的状态，无需变更。"
    en = "The station is already as the request would make it."


@dataclass(frozen=True, slots=True)
class Targets:
    """What requests may change."""

    stations: Aggregates[Station]
    everyone: Mirror[Station]
    checks: CheckRecords
    places: Places
    standards: Standards

    async def apply(self, id_: str, request: ChangeRequest, today: date) -> None:
        """Raises the refusal of the target, when it can be done no more."""
        named = Command(key=f"change request {id_}", fingerprint=id_)
        match request.payload:
            case CorrectAnswer() as wanted:
                await self._correct(id_, request, wanted, named)
            case wanted:
                decide = partial(self.decide_station, request.station_id, wanted, today=today)
                await self.stations.change(request.station_id, EVERYWHERE, named, decide)

    async def rehearse(self, id_: str, wanted: Payload, scope: Scope, today: date) -> str:
        """The station's region; raises NotFound out of scope, and what would refuse it today."""
        stored = await self.stations.load(id_, scope)
        if not isinstance(wanted, CorrectAnswer):
            if _is_done(wanted, stored.state):
                raise AlreadySo()
            self.decide_station(id_, wanted, stored.state, today=today)
            return stored.region
        place = self.places.require(id_, scope)
        require_items([wanted.item], place, self.standards.book(today))
        require_amount(wanted.item, wanted.amount, "/change/amount")
        known = self.places.check(id_)
        check = known.state if known else _unchecked(place)
        correct_answer(check, _answer(wanted), "", (0, 0))
        return stored.region

    async def _correct(
        self, id_: str, request: ChangeRequest, wanted: CorrectAnswer, named: Command
    ) -> None:
        place = self.places.require(request.station_id, EVERYWHERE)
        answer = _answer(wanted)
        found = score(place.answered([answer]), self.standards.book(wanted.on))
        scored = found.met, found.applied
        await self.checks.save(
            place, named, lambda check: correct_answer(check, answer, id_, scored)
        )

    def decide_station(
        self,
        id_: str,
        wanted: CloseStation | MoveStation,
        station: Station,
        *,
        today: date,
    ) -> StationChange:
        """The station as it would be; as it is, when that was done before."""
        if _is_done(wanted, station):
            return station, []
        if isinstance(wanted, CloseStation):
            return close_station(station, wanted.on, wanted.reason, today)
        check_neighbours(id_, station, wanted.region, self.everyone)
        return changes.move_station(
            station, wanted.region, wanted.place, wanted.reason, wanted.on, today
        )


def _answer(wanted: CorrectAnswer) -> Answer:
    return Answer(wanted.item, wanted.amount, wanted.on, wanted.evidence)


def _unchecked(place: Place) -> StationCheck:
    return StationCheck(station_id=place.id, region=place.region, kind=place.kind)


def _is_done(wanted: CloseStation | MoveStation, station: Station) -> bool:
    if isinstance(wanted, CloseStation):
        return station.stage is Stage.CLOSED and station.closed_on == wanted.on
    moved = any(stood.until == wanted.on for stood in station.stood)
    return moved and station.region_on(wanted.on) == wanted.region
