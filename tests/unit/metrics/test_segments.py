from __future__ import annotations

from contracts.event import Event, encode, event_id
from servicekit.batches import Batch, Delivered
from services.metrics import segments
from services.metrics.counting import deltas_of
from tests.unit.metrics.mothers import HONGHE, recorded, signed, stated


def batch_of(*events: Event, position: int = 0) -> Batch:
    batch = Batch.behind("registry.service-log", 2, position)
    for event in events:
        batch.last += 1
        headers = {
            "ce_id": event_id("subject", batch.last).encode(),
            "ce_subject": b"subject",
            "ce_subjectversion": str(batch.last).encode(),
            "ce_time": b"2022-07-01T00:00:00.000Z",
        }
        batch.folded.append(segments.count(Delivered(batch.last, headers, event)))
    return batch


def test_a_segment_is_named_by_where_it_begins_so_the_same_stretch_collides() -> None:
    document, _ = segments.segment_of(batch_of(recorded(person_times=1), position=41))
    assert document["_id"] == "registry.service-log/2/000000000042"
    assert (document["first"], document["last"]) == (42, 42)


def test_a_segment_gives_back_every_delta_with_its_event() -> None:
    events = [recorded(person_times=5, households=2), signed(), recorded(person_times=5)]
    document, unpacked = segments.segment_of(batch_of(*events))
    rows = segments.rows_of(document)
    assert rows == unpacked
    expected = [
        (number, cell, delta)
        for number, event in enumerate(events, 1)
        for cell, delta in deltas_of(event)
    ]
    traced = list(segments.trace_of(rows))
    assert [(row.sequence, row.cell, row.delta) for row in traced] == expected
    assert {row.event_id for row in traced} == {event_id("subject", n) for n in (1, 2, 3)}


def test_the_totals_of_a_segment_are_the_sums_of_its_deltas() -> None:
    _, rows = segments.segment_of(batch_of(recorded(person_times=5), recorded(person_times=6)))
    sums = {cell.indicator: value for cell, value in segments.totals_of(rows)}
    assert sums == {"service_person_times": 11, "visit_person_times": 11}


def test_stated_figures_survive_the_segment_unchanged() -> None:
    said = stated("funds", 41600000, dimensions={"source": "welfare_lottery"}, unit="分")
    document, _ = segments.segment_of(batch_of(said))
    (kept,) = segments.stated_of(document)
    assert encode(kept.figure) == encode(said)
    assert kept.figure.region == HONGHE


def test_an_event_that_counts_nothing_is_covered_all_the_same() -> None:
    document, _ = segments.segment_of(batch_of(recorded(sessions=1, activity="counselling")))
    assert (document["first"], document["last"], document["days"]) == (1, 1, [])
    assert list(segments.trace_of(segments.rows_of(document))) == []
