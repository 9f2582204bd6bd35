"""Demonstration sites in the stock on every day, those to come too."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts.registry.designations import DesignationEvent, Scheme
from servicekit.errors import DomainError
from services.metrics.counting import Cell, deltas_of
from services.registry.designations import domain
from services.registry.designations.domain import CountyRegister, Designation
from services.registry.designations.schemes import binding
from tests.unit.registry.stations_stage import OPERATING

SCHEME = Scheme(per_county=3, rung="signed", valid_months=12, document_number="x", clause="y")
RULES = binding(
    "532501", ("demonstration", "county"), {("532501", "demonstration", "county"): SCHEME}
)
START = date(2022, 7, 1)
PLACES = ("532501002", "532501003", "532503001")
Act = tuple[str, int, int]


def act(register: CountyRegister, what: Act, today: date) -> domain.Change:
    verb, station, days = what
    id_ = f"s{station}"
    match verb:
        case "grant":
            new = Designation(
                id=f"s{station} {today}", station_id=id_, region=PLACES[0],
                kind="demonstration", level="county", granted_on=today - timedelta(days % 20),
                expires_on=today + timedelta(1 + days),
            )  # fmt: skip
            return domain.grant(register, new, OPERATING, RULES, today)
        case _ if not register.designations:
            return register, []
    one = register.designations[station % len(register.designations)]
    match verb:
        case "extend":
            until = one.expires_on + timedelta(days)
            return domain.extend(register, one.id, until, RULES, today)
        case "withdraw":
            on = today - timedelta(days % 5)
            return domain.withdraw(register, one.id, "review_failed", on, today)
        case _:
            moved = replace(OPERATING, region=PLACES[days % 3])
            return domain.follow(register, one.id, moved, today)


ACTS = st.tuples(
    st.sampled_from(["grant", "extend", "withdraw", "follow"]),
    st.integers(0, 4),
    st.integers(0, 60),
)


@given(st.lists(ACTS, max_size=25))
def test_on_any_day_the_stock_is_what_holds_that_day(acts: list[Act]) -> None:
    register, told, today = CountyRegister(region="532501"), list[DesignationEvent](), START
    for what in acts:
        today += timedelta(3)
        try:
            register, events = act(register, what, today)
        except DomainError:
            continue
        told += events
    for day in (today + timedelta(n) for n in range(0, 400, 7)):
        assert stock(told, day) == Counter(d.region for d in register.designations if d.holds(day))


def stock(events: list[DesignationEvent], on: date) -> Counter[str]:
    found: Counter[str] = Counter()
    for event in events:
        for cell, delta in deltas_of(event):
            assert (cell.indicator, cell.dimensions) == ("demonstration_sites", "level=county")
            if cell.day <= on:
                found[cell.region] += delta
    return Counter({region: n for region, n in found.items() if n})


def test_a_pilot_is_a_figure_of_its_own() -> None:
    event = domain.grant(
        CountyRegister(region="532501"),
        Designation(
            id="d", station_id="s", region=PLACES[0], kind="pilot", level="province",
            granted_on=START, expires_on=START + timedelta(30),
        ),
        OPERATING, RULES, START,
    )[1][0]  # fmt: skip
    assert deltas_of(event)[0] == (
        Cell("pilot_stations", PLACES[0], START, "level=province"), 1,
    )  # fmt: skip
