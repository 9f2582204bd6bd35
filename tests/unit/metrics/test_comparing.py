from __future__ import annotations

from datetime import UTC, date, datetime, time

from services.metrics.comparing import compare
from services.metrics.counting import Cell, deltas_of
from services.metrics.cube import Cube
from services.metrics.recounting import seconds_until
from services.metrics.stated import Stated
from tests.unit.metrics.mothers import DATUN, GEJIU, cube_of, recorded, signed, stated

DAY = date(2022, 6, 15)


def test_two_cubes_of_the_same_events_do_not_differ_whatever_their_order() -> None:
    events = [recorded(person_times=5), signed(), stated("stations", 3), recorded(households=2)]
    one, other = cube_of(*events), Cube()
    for event in reversed(events):
        other.add(deltas_of(event))
    other.state(one.stated())
    assert compare(one.snapshot(), other.snapshot()).drift == 0


def test_each_cell_that_differs_is_named_with_both_sides() -> None:
    served, recounted = cube_of(recorded(person_times=5)), cube_of(recorded(person_times=7))
    found = compare(served.snapshot(), recounted.snapshot())
    assert found.cells == 2
    assert {(d.indicator, d.region, d.served, d.recounted) for d in found.listed} == {
        ("service_person_times", DATUN, 5, 7),
        ("visit_person_times", DATUN, 5, 7),
    }


def test_a_cell_on_one_side_only_differs_unless_it_is_zero() -> None:
    one, other = Cube(), Cube()
    one.add([(Cell("stations", GEJIU, DAY, ""), 1)])
    other.add([(Cell("stations", DATUN, DAY, ""), 0)])
    (found,) = compare(one.snapshot(), other.snapshot()).listed
    assert (found.region, found.served, found.recounted) == (GEJIU, 1, 0)


def test_statements_are_compared_too() -> None:
    said = cube_of(stated("stations", 3), stated("volunteers", 5))
    later = Cube()
    later.state([Stated("e0", "2022-07-01T00:00:00.000Z", stated("stations", 4))])
    found = compare(said.snapshot(), later.snapshot())
    assert (found.cells, found.stated, found.drift) == (0, 2, 2)


def test_a_snapshot_stays_as_it_was() -> None:
    cube = cube_of(recorded(person_times=5))
    before = cube.snapshot()
    cube.add([(Cell("service_person_times", DATUN, DAY, ""), 9)])
    assert compare(before, cube_of(recorded(person_times=5)).snapshot()).drift == 0


def test_the_night_begins_at_the_same_local_time() -> None:
    at = time(3, 0)
    assert seconds_until(at, datetime(2026, 11, 23, 18, 0, tzinfo=UTC)) == 3600
    assert seconds_until(at, datetime(2026, 11, 23, 19, 0, tzinfo=UTC)) == 24 * 3600
