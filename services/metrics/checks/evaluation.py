"""Every rule against what was recorded and what is stated, area by area. Pure.

A rule says nothing where one of its figures is not there: silence is not a contradiction. Of stated
figures those of one source and period are compared, and only such as are meant exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from contracts import indicators, periods, regions
from contracts.identities import Pairs, Side
from services.metrics import figures
from services.metrics.checks import rules
from services.metrics.checks.rules import Rule
from services.metrics.cube import Cube
from services.metrics.figures import BY_MONTH, BY_REGION, Question
from services.metrics.stated import Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A broken rule. `region` is the area that owns it; `size` by how much, in the unit of
    `figure`; `age` in days since it was stated, or since the end of the period; `source` of a
    stated figure."""

    rule: Rule
    region: str
    period: str
    basis: str
    source: str | None
    figure: int
    of: int | None
    unit: str
    size: int
    age: int


def find(cube: Cube, region: str, period: str, today: date) -> list[Finding]:
    """Of a region and those directly below it, in order of region and rule. Stated figures of any
    period are looked at where the period is cumulative. Raises StretchInvalid."""
    asked = periods.asked(period, "/period")
    found = [*_recorded(cube, region, asked.code, today), *_stated(cube, region, asked.code, today)]
    return sorted(found, key=lambda f: (f.region, f.rule.code, f.basis, f.period, f.source or ""))


def _recorded(cube: Cube, region: str, period: str, today: date) -> Iterator[Finding]:
    known: dict[tuple[Side, str], Mapping[tuple[str, str], int]] = {}

    def values(side: Side, by: str) -> Mapping[tuple[str, str], int]:
        if (side, by) not in known:
            known[side, by] = _values(cube, side, region, period, by, today)
        return known[side, by]

    for rule in rules.all():
        by = BY_MONTH if rule.kind == "monotone" else ""
        for (place, when), value in values(rule.figure, by).items():
            of = values(rule.of, "").get((place, when)) if rule.of else 0
            if of is None or rule.excess(value, of) <= 0:
                continue
            end = periods.asked(when).end or today
            age = max(0, (today - end).days)
            yield _finding(rule, place, when, "recorded", None, (value, of), age)


def _values(
    cube: Cube, side: Side, region: str, period: str, by: str, today: date
) -> dict[tuple[str, str], int]:
    """(region, period) → value, of the region and its children, where anything was recorded."""
    fixed = dict(side.fixed)
    found: dict[tuple[str, str], int] = defaultdict(int)
    for split in ("", BY_REGION):
        question = Question.of(
            side.indicator, region, period, ",".join(filter(None, (split, by, *fixed))), today
        )
        for row in figures.recorded(cube, question, ""):
            own = row.region == region
            if own == (not split) and _matches(fixed, row.dimensions):
                found[row.region, row.period] += row.value
    has = {place: _has(cube, side.indicator, place) for place, _ in found}
    return {key: value for key, value in found.items() if has[key[0]]}


def _has(cube: Cube, indicator: str, region: str) -> bool:
    return cube.has(indicator, partial(regions.within, ancestor=region))


def _matches(fixed: Mapping[str, str], given: Mapping[str, str]) -> bool:
    return all(
        codes == "all" or given.get(name) in codes.split("+") for name, codes in fixed.items()
    )


def _stated(cube: Cube, region: str, period: str, today: date) -> Iterator[Finding]:
    together: dict[tuple[str, str], dict[str, list[Stated]]] = defaultdict(dict)
    for said in cube.stated():
        figure = said.figure
        unit = indicators.require(figure.indicator).unit
        plain = figure.qualifier == "exact" and figure.unit == unit
        if plain and regions.within(figure.region, region):
            group = together[figure.region, figure.source]
            group.setdefault(figure.indicator, []).append(said)
    for group in together.values():
        for rule in rules.all():
            for said, of in _pairs(rule, group):
                if period in (periods.CUMULATIVE, said.figure.period):
                    yield from _broken(rule, said, of, today)


def _pairs(rule: Rule, group: Mapping[str, list[Stated]]) -> Iterator[tuple[Stated, Stated]]:
    """What the rule compares: the same part, over the same time."""
    if rule.of is None or rule.of.indicator not in group:
        return
    whole: dict[Pairs | None, list[Stated]] = defaultdict(list)
    for of in group[rule.of.indicator]:
        whole[rule.of.free(of.figure)].append(of)
    for said in group.get(rule.figure.indicator, ()):
        free = rule.figure.free(said.figure)
        for of in whole.get(free, ()) if free is not None else ():
            if _same_time(said, of):
                yield said, of


def _same_time(said: Stated, of: Stated) -> bool:
    """A stock holds on: the money of a year is compared with the stations stated in it."""
    one, other = said.figure, of.figure
    stock = indicators.require(other.indicator).nature == "stock"
    flow = indicators.require(one.indicator).nature == "flow"
    return one.period == other.period or (stock and flow and one.period[:4] == other.period[:4])


def _broken(rule: Rule, said: Stated, of: Stated, today: date) -> Iterator[Finding]:
    figure, values = said.figure, (said.figure.value, of.figure.value)
    if rule.excess(*values) > 0:
        age = (today - date.fromisoformat(max(said.time, of.time)[:10])).days
        where = figure.region, figure.period, "stated", figure.source
        yield _finding(rule, *where, values, max(0, age))


def _finding(
    rule: Rule, region: str, period: str, basis: str, source: str | None,
    values: tuple[int, int], age: int,
) -> Finding:  # fmt: skip
    return Finding(
        rule=rule,
        region=region,
        period=period,
        basis=basis,
        source=source,
        figure=values[0],
        of=values[1] if rule.of else None,
        unit=indicators.require(rule.figure.indicator).unit,
        size=rule.excess(*values),
        age=age,
    )
