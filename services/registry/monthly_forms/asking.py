"""What the routes of monthly forms ask with, and what every command on them needs."""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import Depends
from pydantic import AfterValidator, Field, model_validator

from contracts import codes
from contracts.periods import Period
from contracts.problems import ContractError
from servicekit.aggregate import Aggregates
from servicekit.fields import Body, Count, coded
from servicekit.mirror import Mirror
from servicekit.providing import Now, provided
from servicekit.scope import Scope
from servicekit.security import Actor, require
from services.registry.monthly_forms.completeness import owing
from services.registry.monthly_forms.domain import HandedIn, MonthlyForm, Number
from services.registry.monthly_forms.lines import LINES, Activity, Line, activities
from services.registry.service_log.api import Month
from services.registry.service_log.domain import ServiceEntry
from services.registry.service_log.month import entries_of
from services.registry.stations.domain import Station

Reader = Annotated[Actor, Depends(require("registry.monthly-forms.read"))]
Sender = Annotated[Actor, Depends(require("registry.monthly-forms.submit"))]
Checker = Annotated[Actor, Depends(require("registry.monthly-forms.check"))]
Forms = Annotated[Aggregates[MonthlyForm], Depends(provided(Aggregates[MonthlyForm]))]
AllForms = Annotated[Mirror[MonthlyForm], Depends(provided(Mirror[MonthlyForm]))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]
AllStations = Annotated[Mirror[Station], Depends(provided(Mirror[Station]))]
Entries = Annotated[Aggregates[ServiceEntry], Depends(provided(Aggregates[ServiceEntry]))]


__all__ = ["Month"]


class LineUnknown(ContractError):
    code = "line_unknown"

    def __init__(self) -> None:
        super().__init__(
            "月报表没有这一项；可填的项目见 GET /api/registry/monthly-forms/draft。",
            "The form has no such line; GET /api/registry/monthly-forms/draft shows them.",
        )


class StatedTwice(ContractError):
    code = "duplicate_row"

    def __init__(self) -> None:
        super().__init__("同一项目填了两次，请只填一次。", "A line is stated twice; state it once.")


class StateNumber(Body):
    """One line: an indicator, in all or of one domain, and the worker's own number."""

    indicator: str = Field(max_length=64)
    domain: Annotated[str, coded(codes.DOMAINS)] | None = None
    value: Count

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.line not in LINES:
            raise LineUnknown()
        return self

    @property
    def line(self) -> Line:
        return Line(self.indicator, self.domain or "")


def _once(stated: list[StateNumber]) -> list[StateNumber]:
    if len({number.line for number in stated}) < len(stated):
        raise StatedTwice()
    return stated


class StateNumbers(Body):
    """The worker's own numbers; what the log holds is added by the registry."""

    stated: Annotated[list[StateNumber], Field(min_length=1, max_length=100), AfterValidator(_once)]

    @property
    def numbers(self) -> list[Number]:
        return [Number(line=number.line, value=number.value) for number in self.stated]


class Desk:
    """What every command on forms needs: the log, and who else of the region owes a form."""

    def __init__(self, entries: Entries, stations: AllStations, forms: Forms, clock: Now) -> None:
        self._entries = entries
        self._stations = stations
        self.forms = forms
        self.today = clock.today()

    async def log(self, scope: Scope, station_id: str, month: Period) -> list[Activity]:
        found = await entries_of(self._entries, scope, station_id, month)
        return activities(stored.state.facts for stored in found)

    async def handed_in(
        self, body: StateNumbers, scope: Scope, station: str, region: str, month: Period
    ) -> HandedIn:
        parts = [s for s in self._stations.within(Scope.of(region)) if s.region == region]
        log = await self.log(scope, station, month)
        return HandedIn(stated=body.numbers, log=log, parts=max(1, len(owing(parts, month))))


AtDesk = Annotated[Desk, Depends()]
