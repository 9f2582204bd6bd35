from __future__ import annotations

import pytest

from services.registry.funding.assistance import (
    AssistanceYear,
    area_of,
    commit,
    record_spending,
    settle,
    year_id,
)
from services.registry.funding.checked_rules import CEILING, FLOOR
from services.registry.funding.movements import SPENT, Movement
from services.registry.funding.refusals import CeilingExceeded, CeilingUnknown
from tests.unit.registry.fund_mothers import QIUBEI, TODAY, moved

UNKNOWN = AssistanceYear(region=QIUBEI, year=2022)
YEAR, _ = record_spending(UNKNOWN, 100_000, TODAY)
NOW = "2022-06-30T02:00:00+00:00"


def buying(fen: int, id_: str = "s") -> Movement:
    return moved(SPENT, fen, id_, use="service_purchase", region=QIUBEI)


def test_at_most_five_percent_of_the_years_assistance_buys_services() -> None:
    assert YEAR.ceiling_fen == 5_000
    year, _ = commit(YEAR, "f", buying(4_000), NOW)
    with pytest.raises(CeilingExceeded) as refused:
        commit(year, "f", buying(1_001, "s2"), NOW)
    assert refused.value.members == {"rule": "ceiling_5_percent", "left_fen": 1_000}
    year, (event,) = commit(year, "f", buying(1_000, "s2"), NOW)
    assert (year.taken_fen, event.amount_fen) == (5_000, 1_000)  # type: ignore[attr-defined]


def test_without_the_years_spending_nothing_is_bought() -> None:
    with pytest.raises(CeilingUnknown):
        commit(UNKNOWN, "f", buying(1), NOW)


def test_a_purchase_takes_its_part_once() -> None:
    year, _ = commit(YEAR, "f", buying(4_000), NOW)
    assert commit(year, "f", buying(4_000), NOW) == (year, [])


def test_what_was_bought_before_this_suite_counts_towards_the_ceiling_once() -> None:
    year, _ = commit(YEAR, "f", buying(1_000), NOW)
    known_to_lines = {"s": 1_000, "history": 3_500}
    with pytest.raises(CeilingExceeded) as refused:
        commit(year, "f", buying(501, "s2"), NOW, known_to_lines)
    assert refused.value.members["left_fen"] == 500
    assert commit(year, "f", buying(500, "s2"), NOW, known_to_lines)[0].taken_fen == 1_500


def test_a_purchase_that_did_not_come_about_gives_its_part_back() -> None:
    year, _ = commit(YEAR, "f", buying(4_000), NOW)
    year, (event,) = settle(year, "s", 0, TODAY)
    assert (year.taken_fen, year.purchases) == (0, ())
    assert event.amount_fen == 4_000  # type: ignore[attr-defined]
    assert settle(year, "s", 0, TODAY) == (year, [])


def test_a_purchase_undone_in_part_keeps_what_stands() -> None:
    year, _ = commit(YEAR, "f", buying(4_000), NOW)
    year, (event,) = settle(year, "s", 1_500, TODAY)
    assert (year.taken_fen, event.amount_fen) == (1_500, 2_500)  # type: ignore[attr-defined]


def test_the_years_spending_carries_what_it_replaces() -> None:
    lower, (event,) = record_spending(YEAR, 80_000, TODAY)
    assert (event.was_fen, event.now_fen) == (100_000, 80_000)  # type: ignore[attr-defined]
    assert record_spending(lower, 80_000, TODAY) == (lower, [])


def test_a_township_counts_towards_its_county() -> None:
    assert area_of("532626100") == area_of(QIUBEI) == QIUBEI
    assert year_id(QIUBEI, 2022) != year_id(QIUBEI, 2021)


@pytest.mark.parametrize(
    ("money_fen", "stations", "met", "lacking_fen"),
    [
        (66_0000_00, 137, False, 208_0000_00),  # Qujing: 0.48 of the 2 (万元) a station
        (219_0000_00, 109, True, 0),  # Pu'er
        (20_0000_00, 10, True, 0),  # Xishuangbanna
    ],
)
def test_every_station_has_at_least_20000_yuan(money_fen, stations, met, lacking_fen) -> None:
    assert FLOOR.met(money_fen, stations) is met
    assert FLOOR.lacking(money_fen, stations) == lacking_fen


def test_the_ceiling_is_met_at_exactly_five_percent() -> None:
    assert CEILING.met(5_000, 100_000)
    assert not CEILING.met(5_001, 100_000)
    assert CEILING.lacking(5_001, 100_000) == 1
