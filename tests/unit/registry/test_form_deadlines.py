"""Until when forms are on time: nearest area, month by month."""

from __future__ import annotations

from datetime import date

import pytest

from contracts import periods
from services.registry.monthly_forms.deadlines import (
    DeadlinePast,
    Due,
    FormDeadline,
    due_by,
    set_deadline,
    usual,
)

TODAY = date(2026, 11, 24)
NOVEMBER, DECEMBER = periods.parse("2026-11"), periods.parse("2026-12")


def a_deadline(region: str, month: str, day: int) -> FormDeadline:
    return set_deadline(FormDeadline(region=region), month, day, "", TODAY)[0]


def finding(*known: FormDeadline) -> Due:
    return due_by({deadline.region: deadline for deadline in known}.get)


def test_forms_are_due_on_the_fifth_where_nobody_set_another_day() -> None:
    assert usual("532501002", NOVEMBER) == date(2026, 12, 5)
    assert finding()("532501002", NOVEMBER) == date(2026, 12, 5)


def test_a_deadline_is_that_of_the_nearest_area_above() -> None:
    due = finding(a_deadline("532500", "2026-11", 8), a_deadline("532501", "2026-11", 3))
    assert due("532501002", NOVEMBER) == date(2026, 12, 3)
    assert due("532503", NOVEMBER) == date(2026, 12, 8)
    assert due("530102", NOVEMBER) == date(2026, 12, 5)


def test_a_deadline_holds_from_its_month_on_and_what_was_late_before_stays_late() -> None:
    first = a_deadline("532500", "2026-11", 8)
    later, [event] = set_deadline(first, "2026-12", 10, "", TODAY)
    due = finding(later)
    assert due("532501", NOVEMBER) == date(2026, 12, 8)
    assert due("532501", DECEMBER) == date(2027, 1, 10)
    assert due("532501", periods.parse("2026-10")) == date(2026, 11, 5)
    assert (event.from_month, event.day) == ("2026-12", 10)
    assert set_deadline(later, "2026-12", 10, "", TODAY) == (later, [])
    with pytest.raises(DeadlinePast, match="2026-11"):
        set_deadline(later, "2026-10", 9, "", TODAY)
