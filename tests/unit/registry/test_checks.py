from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.regions import get
from contracts.registry.stations import Evidence, StaffCounts
from services.metrics.counting import deltas_of
from services.registry.checks.answering import (
    AmountTooLarge,
    AnsweredTwice,
    ItemUnknown,
    require_amount,
    require_items,
)
from services.registry.checks.areas import Tally
from services.registry.checks.domain import (
    Answer,
    Change,
    CheckedSince,
    CheckInFuture,
    CorrectionNeedsApproval,
    NoSuchAnswer,
    StationCheck,
    correct_answer,
    follow_station,
    record_check,
)
from services.registry.checks.gaps import Place, gaps, score, verdicts
from services.registry.checks.places import place_of, standing_in, township, values_of
from services.registry.checks.views import GapView, satisfied_by
from services.registry.standards.rulebook import Rulebook
from tests.unit.registry.standard_mothers import (
    DOCUMENTS,
    HONGHE,
    TODAY,
    TOWNSHIP,
    rule,
    station,
    stored,
    version,
)

BLANK = StationCheck(station_id="s", region=TOWNSHIP, kind="township")
BOOK = Rulebook(
    {
        "office": rule(20, HONGHE, versions=(version(20, cites="honghe"),)),
        "people": rule(2, measure="social_workers"),
        "desk": rule(1, measure="desk"),
        "floor": rule(2_000_000, measure="setup_funds"),
        "cover": rule(1, measure="stations"),
        "senior": rule(1, measure="senior_staff", demonstration_only=True),
    },
    DOCUMENTS,
    TODAY,
)


def answer(item: str, amount: int, on: date = TODAY) -> Answer:
    return Answer(item, amount, on)


def checked(check: StationCheck, *given: Answer) -> Change:
    return record_check(check, given, None, (1, 2), TODAY)


def place(**values: int) -> Place:
    return Place("station", "s", "大屯站", TOWNSHIP, "township", values=values)


def states(judged: Place) -> dict[str, str]:
    return {v.binding.rule_id: v.state for v in verdicts(judged, BOOK)}


def test_a_check_tells_what_was_and_what_is_of_the_items_it_looked_at() -> None:
    first, _ = checked(BLANK, answer("office_area", 15), answer("desk", 2))
    later = answer("office_area", 25)
    second, (event,) = checked(first, later)
    assert (event.was_answers, event.now_answers) == ({"office_area": 15}, {"office_area": 25})
    assert second.answer("desk") == answer("desk", 2)
    assert (event.met, event.applied) == (1, 2)


def test_a_check_that_finds_nothing_new_says_nothing() -> None:
    first, _ = checked(BLANK, answer("desk", 2))
    assert checked(first, answer("desk", 2)) == (first, [])


def test_a_check_is_recorded_when_it_was_made_and_not_before() -> None:
    with pytest.raises(CheckInFuture):
        checked(BLANK, answer("desk", 2, TODAY + timedelta(days=1)))


def test_an_older_check_does_not_take_the_place_of_a_newer_one() -> None:
    first, _ = checked(BLANK, answer("desk", 2))
    with pytest.raises(CheckedSince):
        checked(first, answer("desk", 1, TODAY - timedelta(days=1)))


def test_an_answer_is_corrected_freely_for_thirty_days_and_then_by_approval() -> None:
    recent = TODAY - timedelta(days=30)
    known, _ = checked(BLANK, answer("desk", 2, recent))
    assert checked(known, answer("desk", 1, recent))[0].answer("desk") == answer("desk", 1, recent)
    old = TODAY - timedelta(days=31)
    known, _ = checked(BLANK, answer("desk", 2, old))
    with pytest.raises(CorrectionNeedsApproval):
        checked(known, answer("desk", 1, old))
    assert checked(known, answer("desk", 1))  # a new check of today is no correction


def test_an_approved_correction_is_applied_once() -> None:
    old = TODAY - timedelta(days=90)
    known, _ = checked(BLANK, answer("desk", 2, old))
    after, (event,) = correct_answer(known, answer("desk", 0, old), "request", (0, 2))
    assert (event.was_answers, event.now_answers) == ({"desk": 2}, {"desk": 0})
    assert (event.request_id, event.occurred_on) == ("request", old)
    again, _ = checked(after, answer("desk", 3))
    assert correct_answer(again, answer("desk", 0, old), "request", (0, 2)) == (again, [])


def test_only_an_answer_there_is_can_be_corrected() -> None:
    with pytest.raises(NoSuchAnswer):
        correct_answer(BLANK, answer("desk", 0), "request", (0, 2))


def test_what_nobody_recorded_is_a_gap_of_its_own_kind() -> None:
    judged = place(office_area=20, social_workers=1)
    assert states(judged) == {
        "office": "met", "people": "unmet", "desk": "unrecorded", "floor": "unrecorded",
    }  # fmt: skip
    assert [gap.binding.rule_id for gap in gaps([judged], BOOK)] == ["desk", "floor", "people"]


def test_a_gap_names_the_rule_its_document_its_clause_and_what_would_satisfy_it() -> None:
    (gap,) = [g for g in gaps([place(office_area=15)], BOOK) if g.binding.rule_id == "office"]
    shown = GapView.of(gap, BOOK)
    assert (shown.cites.number, shown.cites.clause) == ("红办发〔2020〕号", "第三条")
    assert shown.cites.lacks == ["number", "title"]
    assert (shown.needed, shown.value, shown.lacking) == (20, 15, 5)
    assert shown.satisfied_by == "「办公场所面积」达到 20 平方米（尚缺 5 平方米）。"


def test_what_is_lacking_of_money_is_said_in_yuan() -> None:
    judged = gaps([place(setup_funds=1_234_550)], BOOK)
    (gap,) = [g for g in judged if g.binding.rule_id == "floor"]
    assert satisfied_by(gap)[0] == "「建站到账资金」再增加 7654.5 元。"


def test_only_a_demonstration_site_needs_senior_staff() -> None:
    assert "senior" not in states(place())
    assert states(replace(place(), demonstration=True))["senior"] == "unrecorded"


def test_a_have_is_met_when_all_its_rules_are_and_money_is_none_of_the_six() -> None:
    found = score(place(office_area=20, social_workers=2, desk=0), BOOK)
    assert (found.met, found.applied) == (2, 3)
    assert (found.haves, found.asked) == (
        ("premises", "people"),
        ("premises", "equipment", "people"),
    )
    assert found.percent == 66


def test_values_come_from_checks_counts_evidence_and_received_money() -> None:
    plate = Evidence(kind="plate", on=TODAY, reference="sha256:" + "0" * 64)
    found = values_of(
        station(evidence=(plate,)), BLANK.with_answers([answer("desk", 3)]), 2_000_000
    )
    assert found == {
        "unified_plate": 1, "social_workers": 2, "certified_staff": 0, "desk": 3,
        "setup_funds": 2_000_000,
    }  # fmt: skip


def test_a_later_check_outweighs_the_evidence_once_filed() -> None:
    plate = Evidence(kind="plate", on=TODAY, reference="sha256:" + "0" * 64)
    gone = BLANK.with_answers([answer("unified_plate", 0)])
    assert values_of(station(evidence=(plate,)), gone, None)["unified_plate"] == 0


def test_staff_nobody_counted_are_unknown_and_not_none() -> None:
    assert values_of(station(staff=StaffCounts()), None, None) == {}


def test_a_township_is_covered_by_a_station_of_its_own_and_not_by_a_room() -> None:
    home = get(TOWNSHIP)
    assert home is not None
    rooms = [stored("a", kind="room")]
    (gap,) = gaps([township(home, standing_in(rooms))], BOOK)
    assert (gap.binding.rule_id, gap.lacking) == ("cover", 1)
    assert not list(gaps([township(home, standing_in([*rooms, stored("b")]))], BOOK))


def test_an_area_counts_the_stations_that_meet_each_have() -> None:
    home = get(TOWNSHIP)
    assert home is not None
    tally = Tally()
    tally.add(place(office_area=20, social_workers=2, desk=1), BOOK, checked=True)
    tally.add(place_of(stored("b"), None, None), BOOK, checked=False)
    tally.add(township(home, {TOWNSHIP: 2}), BOOK, checked=False)
    assert (tally.stations, tally.checked, tally.meet_all) == (2, 1, 1)
    assert tally.meet == {"premises": 1, "equipment": 1, "people": 2}
    assert (tally.townships, tally.covered, tally.percent) == (1, 1, 66)


def test_a_check_answers_known_items_once_in_their_unit() -> None:
    require_items(["desk", "office_area"], place(), BOOK)
    with pytest.raises(ItemUnknown):
        require_items(["sofa"], place(), BOOK)
    with pytest.raises(AnsweredTwice):
        require_items(["desk", "desk"], place(), BOOK)
    with pytest.raises(ItemUnknown):  # the register counts its own staff
        require_items(["social_workers"], place(), BOOK)
    with pytest.raises(AmountTooLarge):
        require_amount("rules_on_wall", 2, "/answers/0/amount")


def test_areas_and_equipment_move_their_stocks_by_the_difference() -> None:
    first, (event,) = checked(BLANK, answer("office_area", 15), answer("equipment_sets", 4))
    assert {(c.indicator, c.dimensions): d for c, d in deltas_of(event)} == {
        ("premises_area", "use=office"): 15, ("equipment_sets", ""): 4,
    }  # fmt: skip
    _, (event,) = checked(first, answer("office_area", 12), answer("desk", 9))
    assert [(c.indicator, d) for c, d in deltas_of(event)] == [("premises_area", -3)]


def test_what_was_found_moves_with_its_station_and_so_do_the_stocks() -> None:
    known, _ = checked(BLANK, answer("office_area", 25), answer("desk", 2))
    moved, (event,) = follow_station(known, "532501104", "township", TODAY, closed=False)
    assert moved.region == "532501104"
    assert {(c.region, c.indicator): d for c, d in deltas_of(event)} == {
        (TOWNSHIP, "premises_area"): -25, ("532501104", "premises_area"): 25,
    }  # fmt: skip
    assert follow_station(moved, "532501104", "township", TODAY, closed=False) == (moved, [])


def test_what_was_found_in_a_station_that_closes_leaves_the_stocks_once() -> None:
    known, _ = checked(BLANK, answer("office_area", 25))
    before = TODAY - timedelta(days=9)
    closed, (event,) = follow_station(known, TOWNSHIP, "township", before, closed=True)
    assert [(c.region, c.day, d) for c, d in deltas_of(event)] == [(TOWNSHIP, TODAY, -25)]
    assert follow_station(closed, TOWNSHIP, "township", TODAY, closed=True) == (closed, [])
