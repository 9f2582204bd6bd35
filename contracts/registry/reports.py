"""Events of reports: figures as an area states them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.event import Event, Whole


class FigureStated(Event, frozen=True, kw_only=True):
    """A figure as a report or speech states it, beside and never mixed with recorded ones.

    `value` is a whole number of `unit`, the indicator's base unit (money: fen 分) or, where the
    report counts people differently from the catalogue (人, 人次, 户), the report's own unit.
    A dimension value may be a union: 'township+subdistrict'.

    A station's own form states one part of its region's figure: `part` names the station by its
    id, and `parts` says how many stations of the region have a form to hand in. The region's
    figure is the sum of the parts, exact once all of them are there.
    """

    type: ClassVar[str] = "registry.figure.stated.v1"
    topic: ClassVar[str] = "registry.reports"

    indicator: str
    dimensions: dict[str, str] = {}  # noqa: RUF012 (msgspec copies it)
    period: str
    value: Whole
    unit: str
    qualifier: str
    source: str
    as_of: date
    part: str = ""
    parts: int = 0


EVENTS: tuple[type[Event], ...] = (FigureStated,)
