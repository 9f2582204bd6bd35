"""Events of monthly forms 月报表 on their way up: submitted, checked level by level, returned.

The figures a form states travel as FigureStated events of the same aggregate.
"""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event, Whole


class MonthlyFormEvent(Event, frozen=True, kw_only=True):
    """`station_id` whose form it is; `month` as 2022-06."""

    topic: ClassVar[str] = "registry.reports"

    station_id: str
    month: str


class MonthlyFormSubmitted(MonthlyFormEvent, frozen=True, kw_only=True):
    """`round` is 1 for the first time, then one more after each return. `on_time`: the first
    round was in by the deadline."""

    type: ClassVar[str] = "registry.monthly-form.submitted.v1"

    round: int
    on_time: bool


class MonthlyFormChecked(MonthlyFormEvent, frozen=True, kw_only=True):
    """`level`: county, prefecture or province; with the province's check the form is accepted."""

    type: ClassVar[str] = "registry.monthly-form.checked.v1"

    level: str


class FormDeadlineSet(Event, frozen=True, kw_only=True):
    """From `from_month` on, forms of the area are on time until this `day` of the next month."""

    topic: ClassVar[str] = "registry.reports"
    type: ClassVar[str] = "registry.form-deadline.set.v1"

    from_month: str
    day: Whole
    document: str = ""


class MonthlyFormReturned(MonthlyFormEvent, frozen=True, kw_only=True):
    """`reason` is a code of `return_reasons`; the note beside it stays in the registry."""

    type: ClassVar[str] = "registry.monthly-form.returned.v1"

    level: str
    reason: str


EVENTS: tuple[type[Event], ...] = (
    MonthlyFormSubmitted,
    MonthlyFormChecked,
    MonthlyFormReturned,
    FormDeadlineSet,
)
