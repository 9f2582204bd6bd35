"""What is shown of a monthly form: stated and recorded side by side, and its way so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from contracts import codes, indicators
from servicekit.aggregate import Stored
from servicekit.fields import View
from services.registry.monthly_forms.domain import MonthlyForm
from services.registry.monthly_forms.lines import LINES, Activity, Line, recorded


class LineView(View):
    """`stated` by the worker; `recorded` in the log when the form was handed in;
    `recorded_now` in the log today. `difference` = stated − recorded."""

    indicator: str
    name_zh: str
    unit: str
    dimensions: dict[str, str]
    stated: int | None
    recorded: int
    recorded_now: int | None
    difference: int | None


class ActivityView(View):
    """What the log holds of one domain and activity."""

    domain: str
    activity: str
    entries: int
    persons: int
    person_times: int
    households: int
    sessions: int


class StepView(View):
    did: str
    by: str
    on: date
    reason: str | None
    note: str


class FormView(View):
    """`waiting`: county, prefecture, province, station (returned) or accepted."""

    id: str
    version: int
    station_id: str
    region: str
    month: str
    waiting: str
    round: int
    submitted_on: date
    due_on: date
    on_time: bool
    lines: list[LineView]
    log: list[ActivityView]
    steps: list[StepView]

    @classmethod
    def of(cls, stored: Stored[MonthlyForm], now: Sequence[Activity] | None = None) -> FormView:
        form = stored.state
        stated = {number.line: number.value for number in form.stated}
        return cls(
            id=stored.id,
            version=stored.version,
            station_id=form.station_id,
            region=form.region,
            month=form.month,
            waiting=form.waiting,
            round=form.round,
            submitted_on=form.submitted_on,
            due_on=form.due_on,
            on_time=form.on_time,
            lines=lines_of(stated, form.log, now),
            log=[activity_view(part) for part in form.log],
            steps=[
                StepView(did=s.did, by=s.by, on=s.on, reason=s.reason or None, note=s.note)
                for s in form.steps
            ],
        )


class DraftView(View):
    """A form not yet handed in: what the log says of the month."""

    station_id: str
    month: str
    due_on: date
    lines: list[LineView]
    log: list[ActivityView]


def lines_of(
    stated: Mapping[Line, int], log: Sequence[Activity], now: Sequence[Activity] | None
) -> list[LineView]:
    """Lines where anything was stated or recorded; the whole of an indicator always."""
    then, today = recorded(log), recorded(now) if now is not None else None
    shown = [line for line in LINES if not line.domain or line in stated or then[line]]
    return [_line(line, stated.get(line), then, today) for line in shown]


def _line(
    line: Line, stated: int | None, then: Mapping[Line, int], now: Mapping[Line, int] | None
) -> LineView:
    indicator = indicators.require(line.indicator)
    part = f"（{codes.DOMAINS.name_zh(line.domain)}）" if line.domain else ""
    return LineView(
        indicator=line.indicator,
        name_zh=indicator.name_zh + part,
        unit=indicator.unit,
        dimensions=line.dimensions,
        stated=stated,
        recorded=then[line],
        recorded_now=now[line] if now is not None else None,
        difference=stated - then[line] if stated is not None else None,
    )


def activity_view(part: Activity) -> ActivityView:
    return ActivityView.model_validate(part, from_attributes=True)
