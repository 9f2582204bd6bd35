from __future__ import annotations

from contracts.event import Event
from services.metrics import conflicts
from services.metrics.conflicts import Conflict
from tests.unit.metrics.mothers import HONGHE, TODAY, cube_of, signed, stated

BOTH = {"kind": "township+subdistrict"}


def found(*events: Event, region: str = HONGHE) -> list[tuple[str, int | None]]:
    return [(c.kind, c.difference) for c in all_of(*events, region=region)]


def all_of(*events: Event, region: str = HONGHE) -> list[Conflict]:
    return conflicts.find(cube_of(*events), region, TODAY)


def test_honghe_says_135_in_a_speech_and_131_and_10_in_its_report() -> None:
    union = stated("stations", 135, dimensions=BOTH, source="meeting_speech")
    township = stated("stations", 131, dimensions={"kind": "township"})
    subdistrict = stated("stations", 10, dimensions={"kind": "subdistrict"})
    (conflict,) = all_of(union, township, subdistrict)
    assert (conflict.kind, conflict.difference) == ("parts", 6)
    assert [value.value for value in conflict.values] == [135, 131, 10]
    assert found(stated("stations", 141, dimensions=BOTH), township, subdistrict) == []


def test_two_sources_that_differ_are_both_shown() -> None:
    speech = stated("stations", 135, source="meeting_speech")
    assert found(speech, stated("stations", 143)) == [("stated_stated", 8)]
    assert found(speech, stated("stations", 135)) == []


def test_at_least_agrees_with_anything_not_below_it() -> None:
    at_least = stated("cases", 1100, qualifier="at_least", source="meeting_speech")
    assert found(at_least, stated("cases", 1100)) == []
    assert found(at_least, stated("cases", 1200)) == []
    assert found(at_least, stated("cases", 1099)) == [("stated_stated", -1)]


def test_about_agrees_within_a_tenth() -> None:
    about = stated("cases", 2000, qualifier="about", source="meeting_speech")
    assert found(about, stated("cases", 1850)) == []
    assert found(about, stated("cases", 1700)) == [("stated_stated", -300)]


def test_a_part_larger_than_its_whole_is_a_conflict_of_one_source() -> None:
    whole, part = stated("stations", 10), stated("stations", 11, dimensions={"kind": "village"})
    assert found(whole, part) == [("parts", 1)]
    elsewhere = stated("stations", 11, dimensions={"kind": "village"}, source="meeting_speech")
    assert found(whole, elsewhere) == []


def test_stated_against_recorded_once_anything_is_recorded() -> None:
    said = stated("stations", 3)
    assert found(said) == [], "silence is not a contradiction"
    assert found(said, signed()) == [("recorded", -2)]
    assert found(said, signed(), signed(), signed()) == []


def test_a_union_is_compared_with_the_recorded_sum_of_its_kinds() -> None:
    said = stated("stations", 2, dimensions=BOTH)
    events = (signed(kind="township"), signed(kind="subdistrict"), signed(kind="farm"))
    assert found(said, *events) == []


def test_people_counted_in_another_unit_are_listed_and_never_compared() -> None:
    said = stated("household_surveys", 41296, unit="人")
    (conflict,) = all_of(said)
    assert (conflict.kind, conflict.difference) == ("unit", None)


def test_only_conflicts_below_the_region_are_listed() -> None:
    speech = stated("stations", 135, source="meeting_speech")
    assert found(speech, stated("stations", 143), region="530100") == []


def test_a_subset_beyond_its_set_is_a_conflict_that_names_the_rule() -> None:
    cube = cube_of(stated("exam_paid", 10, unit="人"), stated("exam_applicants", 9, unit="人"))
    (found,) = conflicts.find(cube, HONGHE, TODAY)
    assert (found.kind, found.rule, found.difference) == ("identity", "paid_within_applied", 1)
    assert [value.indicator for value in found.values] == [None, "exam_paid"]
