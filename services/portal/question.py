"""What a page is asked: indicator × region × period, a part of the indicator, and the map's grain.

The address bar carries all of it and nothing about a person; every value is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from contracts import periods
from contracts.problems import ContractError

Grain = Literal["children", "county"]

COVERAGE = "coverage"
"""Stations in townships and subdistricts ÷ the places that should have one."""

REGION = re.compile(r"\d{6}(\d{3}(\d{3})?)?")
INDICATOR = re.compile(r"[a-z][a-z0-9_]{0,63}")
_SLICE = r"[a-z_]{1,40}:[a-z_]{1,40}(\+[a-z_]{1,40}){0,7}"
PART = re.compile(rf"{_SLICE}(;{_SLICE}){{0,3}}")
CURSOR = re.compile(r"[\x21-\x7e]{1,300}")
MONTHS = tuple(f"-{month:02d}" for month in range(1, 13))
PARTS_OF_YEAR = ("", "H1", "H2", "Q1", "Q2", "Q3", "Q4", *MONTHS)


class BadQuestion(Exception):
    """A query value that cannot be answered. `field` is its name in the address."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


@dataclass(frozen=True, slots=True)
class Part:
    """One slice of an indicator: dimension → the values that are added to make it.

    {'kind': {'township', 'subdistrict'}} is the union township+subdistrict. `all` is no slice.
    """

    slices: tuple[tuple[str, frozenset[str]], ...]

    @classmethod
    def of(cls, dimensions: Mapping[str, str]) -> Part:
        chosen = {name: value for name, value in dimensions.items() if value != "all"}
        return cls(tuple((name, frozenset(chosen[name].split("+"))) for name in sorted(chosen)))

    @classmethod
    def parse(cls, text: str) -> Part:
        """'kind:township+subdistrict', 'source:welfare_lottery;stage:paid'; '' is the whole."""
        if not text:
            return WHOLE
        if PART.fullmatch(text) is None:
            raise BadQuestion("part")
        return cls.of(dict(one.split(":", 1) for one in text.split(";")))

    @property
    def by(self) -> str:
        return ",".join(name for name, _ in self.slices)

    @property
    def dimensions(self) -> dict[str, str]:
        return {name: "+".join(sorted(values, reverse=True)) for name, values in self.slices}

    def holds(self, dimensions: Mapping[str, str]) -> bool:
        """Whether a figure of these dimensions is one of those that add up to this part."""
        return len(dimensions) == len(self.slices) and all(
            dimensions.get(name) in values for name, values in self.slices
        )

    def __str__(self) -> str:
        return ";".join(f"{name}:{value}" for name, value in self.dimensions.items())


WHOLE = Part(())
TOWNSHIP_STATIONS = Part.of({"kind": "township+subdistrict"})


@dataclass(frozen=True, slots=True)
class Question:
    region: str
    indicator: str
    period: str
    part: Part = WHOLE
    grain: Grain = "children"

    def query(self, **changes: object) -> str:
        asked = replace(self, **changes)  # type: ignore[arg-type]
        return urlencode(asked._pairs())

    def _pairs(self) -> list[tuple[str, str]]:
        pairs = [("region", self.region), ("indicator", self.indicator), ("period", self.period)]
        if self.part.slices:
            pairs.append(("part", str(self.part)))
        if self.grain != "children":
            pairs.append(("grain", self.grain))
        return pairs


def parse_question(query: Mapping[str, str], home: str, period: str) -> Question:
    """Read a page's query; `home` and `period` stand in for what is absent.

    Raises BadQuestion naming the first field that makes no sense.
    """
    return Question(
        region=_checked("region", query.get("region") or home, REGION),
        indicator=_checked("indicator", query.get("indicator") or "stations", INDICATOR),
        period=_known_period(_period(query) or period),
        part=_part(query),
        grain=_grain(query.get("grain") or "children"),
    )


def _period(query: Mapping[str, str]) -> str:
    """A form sends the year and the part of the year apart; an address carries them joined."""
    if "year" not in query:
        return query.get("period", "")
    year = query["year"]
    return year if year == "cumulative" else year + query.get("months", "")


def _part(query: Mapping[str, str]) -> Part:
    """A form that changes the indicator leaves the part of the one it `was` behind."""
    if "indicator" not in query and "part" not in query:
        return TOWNSHIP_STATIONS
    if query.get("was", query.get("indicator")) != query.get("indicator"):
        return WHOLE
    return Part.parse(query.get("part", ""))


def _known_period(code: str) -> str:
    try:
        return periods.parse(code).code
    except ContractError:
        raise BadQuestion("period") from None


def _checked(field: str, value: str, pattern: re.Pattern[str]) -> str:
    if pattern.fullmatch(value) is None:
        raise BadQuestion(field)
    return value


def _grain(value: str) -> Grain:
    if value == "county":
        return "county"
    if value == "children":
        return "children"
    raise BadQuestion("grain")


def parse_cursor(query: Mapping[str, str]) -> str:
    value = query.get("after", "")
    return _checked("after", value, CURSOR) if value else ""
