"""Each yuan once, at the lowest place it has come to; a plan never among what was paid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from contracts import indicators
from contracts.event import Event
from contracts.registry.audits import (
    FindingAccepted,
    FindingDismissed,
    FindingOpened,
    FindingRectified,
)
from contracts.registry.funding import (
    FundIssued,
    FundPlanned,
    FundReceived,
    FundReversed,
    FundSpent,
)
from services.metrics.counting import deltas_of

LINE: dict[str, Any] = {
    "source": "welfare_lottery",
    "nature": "special",
    "purpose": "station_building",
    "year": 2022,
    "movement_id": "m",
    "amount_fen": 100,
    "occurred_on": date(2022, 3, 1),
}
PROVINCE, WENSHAN, QIUBEI, PLACE = "530000", "532600", "532626", "532626100"
ROOT_PLAN = FundPlanned(region=PROVINCE, **LINE)
ROOT_RECEIPT = FundReceived(region=PROVINCE, **LINE)


def down(above: str, to: str, reissued: bool) -> list[Event]:
    return [
        FundIssued(region=above, to_region=to, to_fund_id="f", reissued=reissued, **LINE),
        FundPlanned(region=to, parent_id="f", parent_region=above, **LINE),
        FundReceived(region=to, parent_region=above, **LINE),
    ]


WHOLE_WAY = [
    ROOT_PLAN,
    ROOT_RECEIPT,
    *down(PROVINCE, WENSHAN, False),
    *down(WENSHAN, QIUBEI, True),
    *down(QIUBEI, PLACE, True),
    FundSpent(region=PLACE, line_region=PLACE, use="station_equipment", **LINE),
]


def sums(events: Iterable[Event], indicator: str = "funds") -> dict[str, dict[str, int]]:
    """stage → place → fen, zeros left out."""
    found: dict[str, Counter[str]] = {}
    for event in events:
        for cell, delta in deltas_of(event):
            if cell.indicator == indicator:
                stage = cell.dimensions.rpartition("=")[2]
                found.setdefault(stage, Counter())[cell.region] += delta
    return {
        stage: {place: fen for place, fen in places.items() if fen}
        for stage, places in found.items()
    }


def test_a_yuan_issued_through_three_levels_is_counted_once_where_it_ended() -> None:
    ended = {PLACE: 100}
    assert sums(WHOLE_WAY) == {
        "planned": ended, "issued": ended, "received": ended, "paid": ended, "spent": ended,
    }  # fmt: skip


def test_a_plan_is_never_among_what_was_paid() -> None:
    assert sums([ROOT_PLAN]) == {"planned": {PROVINCE: 100}}
    planned_below = sums([ROOT_PLAN, *down(PROVINCE, WENSHAN, False)[:2]])
    assert planned_below == {"planned": {WENSHAN: 100}, "issued": {WENSHAN: 100}}


def test_money_that_is_on_its_way_is_still_counted_where_it_last_arrived() -> None:
    events = [ROOT_PLAN, ROOT_RECEIPT, *down(PROVINCE, WENSHAN, False)[:2]]
    assert sums(events)["paid"] == {PROVINCE: 100}


def test_paid_says_what_arrived_and_spent_what_was_used() -> None:
    events = [ROOT_PLAN, ROOT_RECEIPT]
    assert sums(events)["paid"] == sums(events)["received"] == {PROVINCE: 100}
    assert "spent" not in sums(events)


def test_what_a_county_spends_for_a_station_is_paid_at_the_stations_place() -> None:
    county = [FundPlanned(region=QIUBEI, **LINE), FundReceived(region=QIUBEI, **LINE)]
    spent = FundSpent(
        region=PLACE, line_region=QIUBEI, use="station_equipment", **(LINE | {"amount_fen": 30})
    )
    found = sums([*county, spent])
    assert found["spent"] == {PLACE: 30}
    assert found["paid"] == {QIUBEI: 70, PLACE: 30}
    assert found["received"] == {QIUBEI: 100}
    undone = FundReversed(
        region=PLACE, reverses="m", stage="spent", line_region=QIUBEI, **(LINE | {"amount_fen": 30})
    )
    assert sums([*county, spent, undone])["paid"] == {QIUBEI: 100}


def test_a_counter_movement_takes_out_what_was_put_in_where_it_was_put() -> None:
    undone = [
        FundReversed(region=PLACE, reverses="m", stage="spent", line_region=PLACE, **LINE),
        FundReversed(region=PLACE, reverses="m", stage="received", parent_region=QIUBEI, **LINE),
        FundReversed(region=PLACE, reverses="m", stage="planned", parent_region=QIUBEI, **LINE),
        FundReversed(
            region=QIUBEI, reverses="m", stage="issued", to_region=PLACE, reissued=True, **LINE
        ),
    ]
    before = WHOLE_WAY[:-4]
    assert {s: p for s, p in sums([*WHOLE_WAY, *undone]).items() if p} == sums(before)


def test_money_is_counted_by_its_purpose_too() -> None:
    by_purpose = sums(WHOLE_WAY, "funds_by_purpose")
    assert by_purpose["paid"] == {PLACE: 100}
    (cell, _), *_ = [d for d in deltas_of(ROOT_PLAN) if d[0].indicator == "funds_by_purpose"]
    assert cell.dimensions == "purpose=station_building;stage=planned"
    assert indicators.require("funds_by_purpose").nature == "flow"


def test_a_finding_counts_until_it_is_accepted_or_dismissed() -> None:
    about = {
        "region": QIUBEI, "occurred_on": date(2022, 6, 1), "kind": "withheld", "fund_id": "f",
        "amount_fen": 1,
    }  # fmt: skip
    opened = FindingOpened(deadline=date(2022, 7, 31), **about)
    for settled in (FindingAccepted(**about), FindingDismissed(reason="entered_wrongly", **about)):
        counted = [delta for event in (opened, settled) for delta in deltas_of(event)]
        assert [value for _, value in counted] == [1, -1]
        assert {cell[0] for cell, _ in counted} == {"open_audit_findings"}
    assert deltas_of(FindingRectified(**about)) == []
