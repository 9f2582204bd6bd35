from __future__ import annotations

from datetime import date

import pytest

from services.metrics.counting import deltas_of
from services.registry.service_log.domain import (
    EntriesDiffer,
    EntryMovedStation,
    EntryVoided,
    FewerTimesThanPersons,
    NothingCounted,
    ServedInFuture,
    confirm_distinct,
    correct_service,
    record_service,
    void_service,
)
from tests.unit.metrics.mothers import facts

TODAY = date(2022, 6, 30)
ENTRY, _ = record_service(facts(person_times=5), "", TODAY)


def test_an_entry_counts_something() -> None:
    with pytest.raises(NothingCounted):
        record_service(facts(), "", TODAY)


def test_a_service_is_recorded_once_it_has_happened() -> None:
    with pytest.raises(ServedInFuture):
        record_service(facts(person_times=1, occurred_on=date(2022, 7, 1)), "", TODAY)


def test_a_person_served_is_at_least_one_person_time() -> None:
    with pytest.raises(FewerTimesThanPersons):
        record_service(facts(persons=3, person_times=2), "", TODAY)
    record_service(facts(persons=3, person_times=3), "", TODAY)


def test_a_correction_carries_the_old_and_the_new() -> None:
    corrected, (event,) = correct_service(ENTRY, facts(person_times=6), "", TODAY)
    assert (event.was.person_times, event.now.person_times) == (5, 6)  # type: ignore[attr-defined]
    assert corrected.corrections == 1


def test_a_correction_of_the_note_alone_changes_no_figure() -> None:
    corrected, (event,) = correct_service(ENTRY, ENTRY.facts, "电话回访", TODAY)
    assert corrected.note == "电话回访"
    assert sum(value for _, value in deltas_of(event)) == 0


def test_a_correction_that_changes_nothing_says_nothing() -> None:
    assert correct_service(ENTRY, ENTRY.facts, ENTRY.note, TODAY) == (ENTRY, [])


def test_two_services_alike_that_both_took_place_are_told_apart_once() -> None:
    apart, (event,) = confirm_distinct(ENTRY, "other", ENTRY)
    assert apart.distinct_from == ("other",)
    assert event.other_id == "other"  # type: ignore[attr-defined]
    assert confirm_distinct(apart, "other", ENTRY) == (apart, [])
    differs, _ = record_service(facts(person_times=6), "", TODAY)
    with pytest.raises(EntriesDiffer):
        confirm_distinct(ENTRY, "other", differs)


def test_a_correction_keeps_the_station() -> None:
    with pytest.raises(EntryMovedStation):
        correct_service(ENTRY, facts(person_times=5, station_id="other"), "", TODAY)


def test_a_voided_entry_changes_no_more() -> None:
    voided, (event,) = void_service(ENTRY, "duplicate")
    assert event.was == ENTRY.facts  # type: ignore[attr-defined]
    with pytest.raises(EntryVoided):
        void_service(voided, "duplicate")
    with pytest.raises(EntryVoided):
        correct_service(voided, facts(person_times=1), "", TODAY)


def test_the_note_never_leaves_the_registry() -> None:
    _, (event,) = record_service(facts(person_times=1), "张三，电话 13800138000", TODAY)
    assert "张三" not in repr(event)
