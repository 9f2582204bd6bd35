"""A monthly form 月报表: what a station says it did in a month, checked level by level.

submitted → checked by the county → the prefecture → the province; returned with a reason at any
level and submitted again. The worker's own numbers stand beside what the log held when the form
was handed in; the two are never mixed. Pure.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts import codes, identities, indicators
from contracts.event import Event
from contracts.periods import Period
from contracts.regions import significant
from contracts.registry.monthly import (
    MonthlyFormChecked,
    MonthlyFormReturned,
    MonthlyFormSubmitted,
)
from contracts.registry.reports import FigureStated
from services.registry.monthly_forms.deadlines import usual
from services.registry.monthly_forms.lines import Activity, Line
from services.registry.monthly_forms.refusals import (
    BeforeStation,
    HigherLevel,
    IdentityBroken,
    LineMissing,
    MonthNotOver,
    NotReturned,
    NotWaiting,
)
from services.registry.stations.domain import Station

LEVELS = ("county", "prefecture", "province")
STATION, ACCEPTED = "station", "accepted"
SOURCE = "monthly_form"

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/monthly-forms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happened to a form; `note` stays in the registry: it may name a person."""

    did: str
    by: str
    on: date
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One line as the worker states it."""

    line: Line
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyForm:
    """`waiting`: whose turn it is: county, prefecture, province, station (it was returned), or
    accepted. `log` is what was recorded when it was last submitted."""

    station_id: str
    region: str
    month: str
    waiting: str
    stated: tuple[Number, ...]
    log: tuple[Activity, ...]
    submitted_on: date
    due_on: date
    round: int = 1
    steps: tuple[Step, ...] = ()

    @property
    def on_time(self) -> bool:
        """Whether the first round was in by the deadline."""
        return self.submitted_on <= self.due_on


Change = tuple[MonthlyForm, list[Event]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What a submission brings: the worker's numbers, and the log as it is on that day."""

    stated: Sequence[Number]
    log: Sequence[Activity]
    parts: int
    """How many stations of the region have a form of this month to hand in, this one included."""


def form_id(station_id: str, month: str) -> str:
    """A station has one form a month."""
    return str(uuid.uuid5(_NAMESPACE, f"{station_id}/{month}"))


def submit_form(
    station_id: str,
    station: Station,
    month: Period,
    handed_in: HandedIn,
    today: date,
    due_on: date | None = None,
) -> Change:
    """The first round, on time until `due_on`.

    Raises MonthNotOver, BeforeStation, IdentityBroken."""
    assert month.end is not None
    if today < month.end:
        raise MonthNotOver(month=month.code, last=month.end)
    if station.signed_on is None or station.signed_on > month.end:
        raise BeforeStation(month=month.code)
    form = MonthlyForm(
        station_id=station_id,
        region=station.region,
        month=month.code,
        waiting=first_level(station.region),
        stated=tuple(handed_in.stated),
        log=tuple(handed_in.log),
        submitted_on=today,
        due_on=due_on or usual(station.region, month),
        steps=(Step(did="submitted", by=STATION, on=today),),
    )
    return form, _said(form, handed_in, today)


def resubmit_form(form: MonthlyForm, handed_in: HandedIn, today: date) -> Change:
    """After a return; what was stated before is stated again, be it as zero.

    Raises NotReturned, LineMissing, IdentityBroken.
    """
    if form.waiting != STATION:
        raise NotReturned()
    missing = {n.line for n in form.stated} - {n.line for n in handed_in.stated}
    if missing:
        raise LineMissing(lines="、".join(sorted(_zh(line) for line in missing)))
    again = replace(
        form,
        waiting=first_level(form.region),
        stated=tuple(handed_in.stated),
        log=tuple(handed_in.log),
        round=form.round + 1,
        steps=(*form.steps, Step(did="submitted", by=STATION, on=today)),
    )
    return again, _said(again, handed_in, today)


def check_form(form: MonthlyForm, level: str, today: date) -> Change:
    """The level whose turn it is passes it on; the province accepts it. Raises NotWaiting."""
    if form.waiting != level:
        raise NotWaiting.of(form.waiting, level)
    after = LEVELS.index(level) + 1
    checked = replace(
        form,
        waiting=LEVELS[after] if after < len(LEVELS) else ACCEPTED,
        steps=(*form.steps, Step(did="checked", by=level, on=today)),
    )
    return checked, [MonthlyFormChecked(**_about(form, today), level=level)]


def return_form(form: MonthlyForm, level: str, reason: str, note: str, today: date) -> Change:
    """Back to the station, by the level whose turn it is or one above; an accepted form by the
    province. Raises NotWaiting, HigherLevel."""
    if form.waiting == STATION:
        raise NotWaiting.of(form.waiting, level)
    at = LEVELS[-1] if form.waiting == ACCEPTED else form.waiting
    if LEVELS.index(level) < LEVELS.index(at):
        raise HigherLevel(level=codes.CHECK_LEVELS.require(at).name_zh, level_en=at)
    step = Step(did="returned", by=level, on=today, reason=reason, note=note)
    returned = replace(form, waiting=STATION, steps=(*form.steps, step))
    return returned, [MonthlyFormReturned(**_about(form, today), level=level, reason=reason)]


def first_level(region: str) -> str:
    """Whose desk a form comes to first: a prefecture's own station skips the county."""
    return {2: "province", 4: "prefecture"}.get(len(significant(region)), "county")


def _said(form: MonthlyForm, handed_in: HandedIn, today: date) -> list[Event]:
    """The submission, and every stated number as a figure. Raises IdentityBroken."""
    figures = [_figure(form, number, handed_in.parts, today) for number in form.stated]
    breach = next(iter(identities.broken(figures)), None)
    if breach is not None:
        raise IdentityBroken(rule=breach.rule.name_zh, rule_en=breach.rule.name_en)
    submitted = MonthlyFormSubmitted(**_about(form, today), round=form.round, on_time=form.on_time)
    return [submitted, *figures]


def _figure(form: MonthlyForm, number: Number, parts: int, today: date) -> FigureStated:
    indicator = indicators.require(number.line.indicator)
    return FigureStated(
        region=form.region,
        occurred_on=today,
        indicator=indicator.code,
        dimensions=number.line.dimensions,
        period=form.month,
        value=number.value,
        unit=indicator.unit,
        qualifier="exact",
        source=SOURCE,
        as_of=today,
        part=form.station_id,
        parts=parts,
    )


def _about(form: MonthlyForm, today: date) -> dict[str, Any]:
    return {
        "region": form.region,
        "occurred_on": today,
        "station_id": form.station_id,
        "month": form.month,
    }


def _zh(line: Line) -> str:
    name = indicators.require(line.indicator).name_zh
    return f"{name}（{codes.DOMAINS.name_zh(line.domain)}）" if line.domain else name
