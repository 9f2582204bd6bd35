from __future__ import annotations

import zlib
from datetime import date
from functools import partial

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contracts.event import Event, encode, event_id
from contracts.regions import within
from servicekit.batches import Batch, Delivered
from servicekit.database import Document
from services.metrics import figures, segments
from services.metrics.columns import column, numbers_of, pack_names, unpack_names
from services.metrics.counting import deltas_of
from services.metrics.cube import Cube
from services.metrics.figures import Figure, Question
from services.metrics.segments import TraceRow
from tests.unit.metrics.mothers import DATUN, GEJIU, HONGHE, TODAY, recorded, signed, stated

DAY = date(2022, 6, 15)
PLAIN = "domain=elderly;activity=household_visit;target_group=left_behind_elderly"


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


EVER = range(date.max.toordinal() + 1)


def traced(document: Document, indicator: str, region: str = "530000") -> list[TraceRow]:
    return list(segments.trace_of(document, indicator, [(EVER, partial(within, ancestor=region))]))


def test_a_segment_gives_back_every_delta_with_its_event() -> None:
    events = [recorded(person_times=5, households=2), signed(), recorded(person_times=5)]
    document, _ = segments.segment_of(batch_of(*events))
    expected = [
        (number, cell, delta)
        for number, event in enumerate(events, 1)
        for cell, delta in deltas_of(event)
    ]
    for indicator in document["indicators"]:
        rows = traced(document, indicator)
        assert [(row.sequence, row.cell, row.delta) for row in rows] == [
            part for part in expected if part[1].indicator == indicator
        ]
        assert all(row.event_id == event_id("subject", row.sequence) for row in rows)
        assert {row.subject for row in rows} == {"subject"}


def test_what_is_stored_adds_up_to_what_was_counted() -> None:
    events = [recorded(person_times=5), recorded(person_times=6), signed()]
    document, rows = segments.segment_of(batch_of(*events))
    for unpacked in (rows, segments.rows_of(document)):
        cube = Cube()
        cube.fold(unpacked)
        total = dict(cube.slice("service_person_times", DATUN, None, DAY))
        assert total == {(DATUN, DAY, PLAIN): 11}


def test_a_trace_is_of_one_indicator_below_one_region_on_some_days() -> None:
    events = [recorded(person_times=5), recorded(person_times=7, region="532502001")]
    document, _ = segments.segment_of(batch_of(*events))
    assert [row.delta for row in traced(document, "service_person_times")] == [5, 7]
    assert [row.delta for row in traced(document, "service_person_times", "532502")] == [7]
    day = DAY.toordinal()
    later = range(day + 1, day + 9)
    assert not list(segments.trace_of(document, "service_person_times", [(later, lambda _: True)]))


def test_ids_that_are_no_uuids_are_kept_as_they_are() -> None:
    uuids = [event_id("s", n).encode() for n in range(3)]
    for names in (uuids, [b"one", b"two"], [uuids[0].upper()], [b"x" * 36], []):
        assert list(unpack_names(pack_names(names))) == [name.decode() for name in names]


@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_a_column_gives_back_its_numbers(numbers: list[int]) -> None:
    assert numbers_of(column(np.array(numbers, np.int64))).tolist() == numbers


def test_a_segment_written_by_the_first_version_is_read_as_it_was_meant() -> None:
    cells = [
        ("service_person_times", DATUN, DAY.isoformat(), PLAIN),
        ("stations", GEJIU, "2022-03-01", "kind=county"),
    ]
    first, second = event_id("subject", 1), event_id("subject", 2)
    rows = [
        *([41, 43], f"{first}\n{second}", "subject\nother", ["registry.x.v1", "registry.y.v1"]),
        *([0, 1], cells, [0, 1, 1], [0, 0, 1], [5, -2, 1]),
    ]
    document = {"rows": zlib.compress(msgspec.msgpack.encode(rows), 1)}
    cube = Cube()
    cube.fold(segments.rows_of(document))
    assert dict(cube.slice("service_person_times", DATUN, None, DAY)) == {(DATUN, DAY, PLAIN): 3}
    assert [row.value for row in station_rows(cube)] == [1]
    assert [
        (row.event_id, row.type, row.subject, row.sequence, row.delta)
        for row in traced(document, "service_person_times")
    ] == [
        (first, "registry.x.v1", "subject", 41, 5),
        (second, "registry.y.v1", "other", 43, -2),
    ]


def station_rows(cube: Cube) -> list[Figure]:
    return figures.recorded(cube, Question.of("stations", GEJIU, "2022", "", TODAY), "")


def test_stated_figures_survive_the_segment_unchanged() -> None:
    said = stated("funds", 41600000, dimensions={"source": "welfare_lottery"}, unit="分")
    document, _ = segments.segment_of(batch_of(said))
    (kept,) = segments.stated_of(document)
    assert encode(kept.figure) == encode(said)
    assert kept.figure.region == HONGHE


def test_an_event_that_counts_nothing_is_covered_all_the_same() -> None:
    document, _ = segments.segment_of(batch_of(recorded(sessions=1, activity="counselling")))
    assert (document["first"], document["last"], document["days"]) == (1, 1, [])
    assert traced(document, "service_person_times") == []
