"""The documentation says what each indicator is counted from; it is read from the counters."""

from __future__ import annotations

import pytest

from contracts import indicators
from contracts.catalogue import reader
from services.metrics.counting import COUNTERS, deltas_of
from services.metrics.counting.sources import events_of, texts_of
from tests.contract.golden import GOLDEN, Golden

SOURCES = events_of()


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.path)
def test_what_a_message_really_moves_names_it_as_a_source(golden: Golden) -> None:
    event = reader().read_record(golden.topic, golden.key, golden.headers, golden.value)
    for cell, _ in deltas_of(event):
        assert golden.type in SOURCES[cell.indicator], cell.indicator


@pytest.mark.parametrize("kind", COUNTERS, ids=lambda kind: kind.type)
def test_every_event_that_is_counted_is_a_source_of_something(kind: type) -> None:
    assert any(kind.type in types for types in SOURCES.values())


def test_an_indicator_nobody_counts_has_no_source() -> None:
    assert SOURCES["volunteer_teams"] == ()
    assert SOURCES.keys() == {known.code for known in indicators.all()}


def test_sources_are_exact_where_one_counter_serves_several_events() -> None:
    assert SOURCES["stations"] == (
        "registry.station.closed.v1",
        "registry.station.moved.v1",
        "registry.station.signed.v1",
    )
    assert SOURCES["needs_met"] == ("volunteers.need.met.v1",)
    assert SOURCES["exam_paid"] == SOURCES["exam_passed"] == ("registry.exam.counted.v1",)
    assert SOURCES["listed_needs"] == ("volunteers.list.published.v1",)


def test_only_what_belongs_to_the_counting_is_looked_into() -> None:
    assert texts_of(str.upper) == set()
    assert texts_of(test_an_indicator_nobody_counts_has_no_source) == set()
