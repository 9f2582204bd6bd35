"""Staff from a file: a person, their post, their certificate; nobody twice."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.registry.people import CertificateGained, PersonEntered, PersonPosted
from servicekit.aggregate import Stored
from servicekit.scope import Scope
from servicekit.sheets import RowsRefused, Sheet, read
from servicekit.sheets.writing import write_csv, write_xlsx
from services.registry.sheets.kind import ID, Made, Sender, new_ones
from services.registry.staff.domain import Person
from services.registry.staff.imports import COLUMNS, read_staff
from services.registry.staff.sheet import cells, row_of
from services.registry.stations.ladder import Stage
from services.registry.stations.lookup import StationLookup
from services.registry.stations.station import Station

TODAY = date(2022, 6, 30)
COUNTY = Scope.of("532501")
STATION_ID = "0b7e4c0a-6f5d-5c8e-9a51-2d4e1f0c3b2a"
STATION = Station(
    name="大屯站",
    kind="township",
    region="532501002",
    operating_mode="own_staff",
    stage=Stage.SIGNED,
    signed_on=date(2022, 1, 5),
)
STATIONS = StationLookup([Stored(STATION_ID, 2, STATION.region, STATION)])
KEYS = [column.key for column in COLUMNS]
GOOD = {
    "name": "王小明",
    "region": "532501",
    "entered_on": "2021-07-01",
    "station_id": "大屯站",
    "post": "社会工作者",
    "employment": "full_time",
    "posted_on": "2021-10-01",
    "certificate": "助理社会工作师",
    "certified_on": "2021-12-31",
    "valid_until": "2024-12-31",
}
ALONE = dict.fromkeys(KEYS[3:], "")


def table(*changes: dict[str, str]) -> bytes:
    rows = [KEYS, *([{**GOOD, **change}.get(key, "") for key in KEYS] for change in changes)]
    return "\n".join(",".join(row) for row in rows).encode()


def people(
    raw: bytes, digest: str = "f", known: tuple[Stored[Person], ...] = ()
) -> list[Made[Person]]:
    sheet = Sheet.of(read(raw), [*COLUMNS, ID])
    made = read_staff(sheet, Sender(COUNTY, TODAY, digest), STATIONS, known)
    sheet.faults.refuse()
    return made


def test_a_row_is_a_person_on_a_post_with_a_certificate() -> None:
    (made,) = people(table({}))
    person, events = made.change
    assert [type(event) for event in events] == [PersonEntered, PersonPosted, CertificateGained]
    assert (person.posts[0].station_id, person.posts[0].duty) == (STATION_ID, "professional")
    assert person.levels(TODAY) == ("assistant",)
    assert "王小明" not in repr(events)


def test_a_person_may_be_on_no_post_and_hold_no_certificate() -> None:
    (made,) = people(table(ALONE))
    assert [type(event) for event in made.change[1]] == [PersonEntered]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"name": "王小明13800138000"}, "name", "name_invalid"),
        ({"name": "123"}, "name", "name_invalid"),
        ({"region": "532502"}, "region", "region_out_of_scope"),
        ({"entered_on": "2022-07-01"}, "entered_on", "date_out_of_order"),
        ({"station_id": "没有的站"}, "station_id", "station_unknown"),
        ({"station_id": ""}, "station_id", "field_missing"),
        ({"post": ""}, "post", "field_missing"),
        ({"employment": "magic"}, "employment", "code_unknown"),
        ({"posted_on": "2021-06-30"}, "posted_on", "date_out_of_order"),
        ({"certificate": ""}, "certificate", "field_missing"),
        ({"certified_on": ""}, "certified_on", "field_missing"),
        ({"certified_on": "2022-07-01"}, "certified_on", "date_out_of_order"),
    ],
)
def test_a_wrong_cell_refuses_the_file(change: dict[str, str], column: str, code: str) -> None:
    with pytest.raises(RowsRefused) as caught:
        people(table({"name": "李四"}, change))
    assert [(e.pointer, e.code) for e in caught.value.fields] == [(f"/rows/3/{column}", code)]


def test_the_same_person_twice_names_both_rows() -> None:
    with pytest.raises(RowsRefused) as caught:
        people(table({}, {"post": "站长"}))
    (error,) = caught.value.fields
    assert (error.pointer, error.code) == ("/rows/3/name", "duplicate_row")


def test_an_id_says_nothing_of_the_name_and_is_the_same_for_the_same_file() -> None:
    (first,), (again,), (other,) = (people(table({}), digest) for digest in "aab")
    assert first.id == again.id != other.id


def test_who_is_registered_is_the_same_person_in_another_file() -> None:
    (made,) = people(table({}), "a")
    stored = Stored(made.id, 3, made.region, made.change[0])
    assert [one.id for one in people(table({}), "b", (stored,))] == [made.id]


def test_an_export_imported_again_adds_nothing() -> None:
    stored = [
        Stored(m.id, 3, m.region, m.change[0]) for m in people(table({}, {**ALONE, "name": "李四"}))
    ]
    rows = [{**(row_of(one) or {}), "id": one.id} for one in stored]
    columns = [*COLUMNS, ID]
    for exported in (write_csv(columns, rows), write_xlsx("人员", columns, rows)):
        sheet = Sheet.of(read(exported), columns)
        again = read_staff(sheet, Sender(COUNTY, TODAY, "g"), STATIONS, stored)
        there = {one.id: one.state for one in stored}
        assert new_ones(sheet, again, there, lambda a, b: cells(a) == cells(b)) == []
        sheet.faults.refuse()
