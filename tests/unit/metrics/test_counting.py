from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from contracts.charity.gifts import (
    GiftLost,
    GiftPledged,
    GiftReceiptConfirmed,
    GiftReceived,
    GiftSentBack,
)
from contracts.registry.service_log import ServiceCorrected, ServiceVoided
from contracts.registry.stations import StaffCounted, StaffCounts, StationClosed
from contracts.volunteers.people import VolunteerRegistered, VolunteerStatusChanged
from services.metrics.counting import Cell, deltas_of
from tests.unit.metrics.mothers import DATUN, facts, recorded, signed

DAY = date(2022, 6, 15)


def totals(*events: object) -> dict[Cell, int]:
    """Sums of all deltas; cells that cancel out vanish."""
    found: Counter[Cell] = Counter()
    for event in events:
        for cell, delta in deltas_of(event):  # type: ignore[arg-type]
            found[cell] += delta
    return {cell: value for cell, value in found.items() if value}


def by_indicator(*events: object) -> dict[str, int]:
    found: Counter[str] = Counter()
    for cell, value in totals(*events).items():
        found[cell.indicator] += value
    return dict(found)


def test_persons_person_times_and_households_are_figures_of_their_own() -> None:
    event = recorded(persons=3, person_times=5, households=2)
    assert by_indicator(event) == {
        "service_person_times": 5,
        "visit_person_times": 5,
        "persons_served": 3,
        "household_visits": 2,
    }


def test_a_number_not_given_makes_no_figure() -> None:
    assert by_indicator(recorded(sessions=1, activity="counselling")) == {}
    assert by_indicator(recorded(persons=0, person_times=4, activity="counselling")) == {
        "service_person_times": 4
    }


def test_publicity_counts_its_sessions_and_whom_they_reached() -> None:
    event = recorded(activity="publicity", sessions=2, person_times=80)
    assert by_indicator(event) == {
        "service_person_times": 80,
        "publicity_sessions": 2,
        "publicity_reached": 80,
    }


def test_households_of_an_information_check_were_surveyed_not_visited() -> None:
    event = recorded(activity="information_check", households=7, sessions=9)
    assert by_indicator(event) == {"household_surveys": 7, "information_checks": 9}


def test_a_correction_takes_the_old_out_on_its_own_day() -> None:
    was, now = facts(person_times=5), facts(person_times=8, occurred_on=date(2022, 7, 2))
    correction = ServiceCorrected(region=DATUN, occurred_on=now.occurred_on, was=was, now=now)
    cells = totals(recorded(person_times=5), correction)
    assert {(c.indicator, c.day): v for c, v in cells.items()} == {
        ("service_person_times", date(2022, 7, 2)): 8,
        ("visit_person_times", date(2022, 7, 2)): 8,
    }


def test_a_voided_entry_leaves_nothing() -> None:
    event = recorded(persons=3, person_times=5, households=2)
    void = ServiceVoided(region=DATUN, occurred_on=DAY, was=event.entry)
    assert totals(event, void) == {}


def test_only_a_signed_station_is_in_the_stock_and_leaves_it_when_closed() -> None:
    closed = StationClosed(
        region=DATUN, occurred_on=DAY, kind="subdistrict", reason="merged", counted=True
    )
    never = StationClosed(
        region=DATUN, occurred_on=DAY, kind="subdistrict", reason="merged", counted=False
    )
    assert totals(signed())[Cell("stations", DATUN, date(2022, 3, 1), "kind=subdistrict")] == 1
    assert by_indicator(signed(), closed)["stations"] == 0
    assert by_indicator(never) == {}


def test_a_new_staff_count_replaces_the_last() -> None:
    first = StaffCounts(by_employment={"full_time": 2, "part_time": 1})
    second = StaffCounts(by_employment={"full_time": 3}, certified_by_level={"assistant": 1})
    events = [
        StaffCounted(region=DATUN, occurred_on=DAY, kind="x", was=StaffCounts(), now=first),
        StaffCounted(region=DATUN, occurred_on=DAY, kind="x", was=first, now=second),
    ]
    assert by_indicator(*events) == {"staff": 3, "certified_staff": 1}


def test_a_pledge_is_a_plan_and_counts_nothing_until_it_is_received() -> None:
    gift = {
        "region": "533400",
        "occurred_on": DAY,
        "resource": "money",
        "vehicle": "campaign",
        "amount_fen": 18_000_000,
    }
    assert by_indicator(GiftPledged(**gift)) == {}
    assert by_indicator(GiftReceived(**gift, receipt_number="R1")) == {
        "resources_linked": 18_000_000,
        "funds_raised": 18_000_000,
    }


def test_goods_count_by_their_unit_and_by_their_value_never_as_funds() -> None:
    coats = GiftReceived(
        region="533400",
        occurred_on=DAY,
        resource="goods",
        vehicle="direct",
        amount_fen=3_000_000,
        item="winter_clothes",
        quantity=150,
        unit="件",
        receipt_number="R1",
    )
    assert by_indicator(coats) == {"resources_linked": 3_000_000, "goods_linked": 150}


def test_what_another_fund_passes_on_is_not_counted_a_second_time() -> None:
    grant = {
        "region": "533400",
        "occurred_on": DAY,
        "resource": "money",
        "vehicle": "community_fund",
        "amount_fen": 500_000,
        "regrant": True,
    }
    assert by_indicator(GiftReceived(**grant, receipt_number="R1")) == {}


def test_what_was_delivered_and_came_back_or_was_lost_was_not_delivered() -> None:
    part = {
        "region": "533401100",
        "occurred_on": DAY,
        "resource": "goods",
        "vehicle": "direct",
        "amount_fen": 20_000,
        "item": "winter_clothes",
        "quantity": 1,
        "unit": "件",
        "allocation_id": "a",
        "station_id": "s",
    }
    delivered = [GiftReceiptConfirmed(**part), GiftReceiptConfirmed(**part)]
    back = GiftSentBack(**part, was="delivered", reason="not_needed")
    lost = GiftLost(**part, was="delivered", reason="lost")
    on_the_way = GiftLost(**part, was="in_transit", reason="lost")
    once = {"resources_delivered": 20_000, "goods_delivered": 1}
    assert by_indicator(*delivered, back) == once
    assert by_indicator(*delivered, lost) == once
    assert by_indicator(delivered[0], on_the_way) == once


def test_a_registered_volunteer_is_one_person() -> None:
    assert by_indicator(VolunteerRegistered(region=DATUN, occurred_on=DAY)) == {"volunteers": 1}


def test_who_has_left_is_no_registered_volunteer_and_a_pause_changes_nothing() -> None:
    about = {"region": DATUN, "occurred_on": DAY}
    registered = VolunteerRegistered(**about)
    paused = VolunteerStatusChanged(**about, was="active", now="paused")
    left = VolunteerStatusChanged(**about, was="paused", now="left")
    back = VolunteerStatusChanged(**about, was="left", now="active")
    assert by_indicator(registered, paused) == {"volunteers": 1}
    assert by_indicator(registered, paused, left).get("volunteers", 0) == 0
    assert by_indicator(registered, left, back) == {"volunteers": 1}


numbers = st.integers(min_value=0, max_value=999) | st.none()
entries = st.builds(
    facts,
    persons=numbers,
    person_times=numbers,
    households=numbers,
    sessions=numbers,
    activity=st.sampled_from(["household_visit", "publicity", "group", "information_check"]),
    occurred_on=st.dates(date(2022, 1, 1), date(2022, 12, 31)),
)


@given(entries, entries)
def test_recording_then_correcting_equals_recording_the_correction(
    was: object, now: object
) -> None:
    correction = ServiceCorrected(region=DATUN, occurred_on=DAY, was=was, now=now)  # type: ignore[arg-type]
    first = recorded(**{f: getattr(was, f) for f in was.__struct_fields__})  # type: ignore[attr-defined]
    fresh = recorded(**{f: getattr(now, f) for f in now.__struct_fields__})  # type: ignore[attr-defined]
    assert totals(first, correction) == totals(fresh)
