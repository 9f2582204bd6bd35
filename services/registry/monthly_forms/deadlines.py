"""Until which day of the following month an area's forms are on time. Pure.

An area without a deadline of its own has that of the nearest area above; the 5th where nobody set
one. A deadline holds from a month on: what was late under the old one stays late.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from contracts import regions
from contracts.periods import Period
from contracts.registry.monthly import FormDeadlineSet
from servicekit.errors import DomainError

USUAL_DAY = 5
_NAMESPACE = uuid.UUID("1c7c7d0e-5a0f-5c36-9a3b-8f6f0d0f2a11")

Due = Callable[[str, Period], date]
"""(region a form is of, its month) → the last day it is on time."""


class DeadlinePast(DomainError):
    code = "form_deadline_past"
    status = 422
    zh = "截止日只能从尚未结束的月份起执行（不早于 {earliest}），已上报月份不追溯。"
    en = "A deadline holds from a month that has not ended ({earliest} at the earliest)."


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDeadline:
    """`days`: (first month as 2022-06, day of the following month), oldest first."""

    region: str
    days: tuple[tuple[str, int], ...] = ()

    def day(self, month: str) -> int | None:
        """None for a month before the first that was set."""
        begun = [day for since, day in self.days if since <= month]
        return begun[-1] if begun else None


Change = tuple[FormDeadline, list[FormDeadlineSet]]


def deadline_id(region: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, region))


def set_deadline(known: FormDeadline, month: str, day: int, document: str, today: date) -> Change:
    """From a month on. Raises DeadlinePast."""
    if month < today.isoformat()[:7]:
        raise DeadlinePast(earliest=today.isoformat()[:7], pointer="/from_month")
    if known.day(month) == day:
        return known, []
    days = (*(kept for kept in known.days if kept[0] < month), (month, day))
    event = FormDeadlineSet(
        region=known.region, occurred_on=today, from_month=month, day=day, document=document
    )
    return replace(known, days=days), [event]


def usual(_: str, month: Period) -> date:
    return _on(month, USUAL_DAY)


def due_by(find: Callable[[str], FormDeadline | None]) -> Due:
    """By the deadlines that are set; `find` that of a region."""

    def due(region: str, month: Period) -> date:
        for code in _upwards(region):
            known = find(code)
            day = known.day(month.code) if known else None
            if day is not None:
                return _on(month, day)
        return usual(region, month)

    return due


def _upwards(region: str) -> Iterator[str]:
    here = regions.present(region)
    yield from (here, *(above.code for above in regions.ancestors(here)))


def _on(month: Period, day: int) -> date:
    assert month.end is not None
    return month.end + timedelta(days=day)
