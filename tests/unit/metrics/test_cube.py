"""The cube against a plain sum over all deltas, whatever is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import periods, regions
from services.metrics import figures, runs
from services.metrics.counting import Cell, Delta
from services.metrics.cube import Cube
from services.metrics.figures import Question

INDICATOR = "service_person_times"
PLACES = ("530000", "532500", "532501", "532501002", "532501002001", "532502001", "530102001")
FIRST = date(2021, 11, 20)

places = st.sampled_from(PLACES)
days = st.integers(0, 300).map(lambda n: FIRST + timedelta(days=n))
kinds = st.sampled_from(
    ["", "domain=elderly;activity=group;target_group=general", "domain=children;activity=group"]
)
deltas = st.builds(
    lambda indicator, place, day, kind, value: (Cell(indicator, place, day, kind), value),
    st.sampled_from([INDICATOR, "stations"]),
    places,
    days,
    kinds,
    st.integers(-5, 5),
)
asked = st.tuples(
    st.sampled_from(["530000", "532500", "532501", "532501002"]),
    st.sampled_from(["2022-02", "2022Q1", "2021", "2022H1", "cumulative"]),
    st.sets(st.sampled_from(["region", "month", "domain", "activity"])).map(
        lambda parts: ",".join(sorted(parts))
    ),
    days,
)


def cube_of(parts: Sequence[Delta]) -> Cube:
    cube = Cube()
    for part in parts:
        cube.add([part])
    return cube


def summed(parts: Sequence[Delta], question: Question) -> Counter[tuple[object, ...]]:
    """Each delta looked at by itself. A stock holds in every month from its own on."""
    stock = question.indicator.nature == "stock"
    found: Counter[tuple[object, ...]] = Counter()
    happened = sorted({periods.month_of(cell.day) for cell, _ in parts})
    months = [
        month
        for month in question.period.months() or happened
        if month <= periods.month_of(question.today)
    ]
    for cell, value in parts:
        if cell.indicator != question.indicator.code or not regions.within(
            cell.region, question.region
        ):
            continue
        if cell.day > question.end or (question.start and cell.day < question.start):
            continue
        own = periods.month_of(cell.day)
        in_month = [month for month in months if month == own or (stock and month > own)]
        kept = [p for p in cell.dimensions.split(";") if p.split("=")[0] in question.by]
        for month in in_month if "month" in question.by else [question.period.code]:
            found[(_row(cell.region, question), month, *kept)] += value
    return Counter({key: value for key, value in found.items() if value})


def _row(code: str, question: Question) -> str:
    children = regions.children(question.region) if "region" in question.by else ()
    return next((c.code for c in children if regions.within(code, c.code)), question.region)


def answered(cube: Cube, question: Question) -> Counter[tuple[object, ...]]:
    rows = figures.recorded(cube, question, "")
    assert len(rows) == len({(r.region, r.period, *r.dimensions.items()) for r in rows})
    return Counter(
        {
            (r.region, r.period, *(f"{n}={c}" for n, c in r.dimensions.items())): r.value
            for r in rows
            if r.value
        }
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(deltas, max_size=40), st.sampled_from([INDICATOR, "stations"]), asked)
def test_every_answer_is_the_sum_of_the_deltas_it_is_about(
    parts: list[Delta], indicator: str, asked: tuple[str, str, str, date]
) -> None:
    region, period, by, today = asked
    if indicator == "stations":
        by = ",".join(part for part in by.split(",") if part in ("region", "month"))
    question = Question.of(indicator, region, period, by, today)
    assert answered(cube_of(parts), question) == summed(parts, question)


def test_dimensions_first_asked_for_late_are_summed_from_the_cells() -> None:
    question = Question.of(INDICATOR, "532500", "2022H1", "domain,activity", date(2022, 8, 1))
    kind = "domain=elderly;activity=group;target_group=general"
    parts = [(Cell(INDICATOR, "532501002", date(2022, 3, 1), kind), n) for n in (1, 2, 3)]
    cube = cube_of(parts[:2])
    assert answered(cube, question).total() == 3
    cube.add(parts[2:])
    assert answered(cube, question).total() == 6, "and kept up to date from then on"


def test_a_day_of_the_year_1_costs_no_more_than_another() -> None:
    cube = cube_of([(Cell(INDICATOR, "532501", d, ""), 1) for d in (date.min, date.max)])
    question = Question.of(INDICATOR, "530000", "cumulative", "", date.max)
    assert answered(cube, question).total() == 2


def test_cells_that_meet_again_are_one_cell() -> None:
    parts = [(Cell(INDICATOR, "532501", FIRST, ""), n) for n in range(50)]
    cube = cube_of(parts)
    assert len(cube) == 1
    assert dict(cube.slice(INDICATOR, "530000", None, FIRST)) == {("532501", FIRST, ""): 1225}


def test_more_codes_than_a_key_has_room_for_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "PLACE_BITS", 1)
    with pytest.raises(runs.TooManyCodes):
        cube_of([(Cell(INDICATOR, place, FIRST, ""), 1) for place in PLACES])
