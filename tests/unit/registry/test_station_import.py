"""Stations from a file: signed stations, all of them or none, and a repeat adds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.registry.stations import StationPlanned, StationSigned
from servicekit.aggregate import Stored
from servicekit.scope import Scope
from servicekit.sheets import RowsRefused, Sheet, read
from servicekit.sheets.writing import write_csv, write_xlsx
from services.registry.sheets.kind import ID, Made, Sender, new_ones
from services.registry.stations.domain import Stage
from services.registry.stations.imports import COLUMNS, read_stations, station_id
from services.registry.stations.sheet import row_of, says_the_same
from services.registry.stations.station import Change, Station
from tests.unit.servicekit import workbooks

PROVINCE = Scope.of("530000")
TODAY = date(2026, 11, 23)
KEYS = ("name", "kind", "region", "signed_on", "operating_mode", "parent")
GOOD = {
    "name": "城关镇社工站",
    "kind": "township",
    "region": "530125105",
    "signed_on": "2021-09-01",
    "operating_mode": "purchased",
    "parent": "",
}
SOME_ID = "0b7e4c0a-6f5d-5c8e-9a51-2d4e1f0c3b2a"


def table(*changes: dict[str, str]) -> bytes:
    rows = [KEYS, *([{**GOOD, **change}[key] for key in KEYS] for change in changes)]
    return "\n".join(",".join(row) for row in rows).encode()


def made(
    raw: bytes, scope: Scope = PROVINCE, known: Sequence[Stored[Station]] = ()
) -> list[Made[Station]]:
    sheet = Sheet.of(read(raw), [*COLUMNS, ID])
    by_id = {stored.id: stored for stored in known}
    found = read_stations(sheet, Sender(scope, TODAY, "digest"), known, by_id.get)
    sheet.faults.refuse()
    return found


def creations(
    raw: bytes, scope: Scope = PROVINCE, known: Sequence[Stored[Station]] = ()
) -> list[tuple[str, str, Change]]:
    return [(one.id, one.region, one.change) for one in made(raw, scope, known)]


def registered(name: str, id_: str = SOME_ID, **changes: Any) -> Stored[Station]:
    plain = {"kind": "general", "region": "530125", "operating_mode": "own_staff"}
    station = Station(name=name, **{**plain, **changes})
    return Stored(id_, 1, station.region, station)


def refusals(raw: bytes, scope: Scope = PROVINCE) -> list[tuple[str, str]]:
    with pytest.raises(RowsRefused) as caught:
        creations(raw, scope)
    assert all(error.zh.startswith("第 ") for error in caught.value.fields)
    return [(error.pointer, error.code) for error in caught.value.fields]


def test_a_row_makes_a_planned_and_signed_station() -> None:
    ((id_, region, (station, events)),) = creations(table(GOOD))
    assert id_ == station_id("530125105", "township", "城关镇社工站")
    assert region == station.region == "530125105"
    assert (station.stage, station.signed_on) == (Stage.SIGNED, date(2021, 9, 1))
    planned, signed = events
    assert isinstance(planned, StationPlanned)
    assert planned.operating_mode == "purchased"
    assert isinstance(signed, StationSigned)
    assert signed.occurred_on == date(2021, 9, 1)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"name": ""}, "name", "field_missing"),
        ({"name": "123"}, "name", "name_invalid"),
        ({"name": "站" * 101}, "name", "name_invalid"),
        ({"name": "张三 13800138000 社工站"}, "name", "name_invalid"),
        ({"name": "=HYPERLINK(A1)"}, "name", "formula_not_allowed"),
        ({"name": "社工\u200b站"}, "name", "invalid_text"),
        ({"kind": "castle"}, "kind", "code_unknown"),
        ({"region": "532331"}, "region", "region_retired"),
        ({"region": "999999"}, "region", "region_unknown"),
        ({"region": "马街镇"}, "region", "region_ambiguous"),
        ({"signed_on": "2025/2/30"}, "signed_on", "date_invalid"),
        ({"signed_on": "45000"}, "signed_on", "date_invalid"),
        ({"signed_on": "2026-11-24"}, "signed_on", "date_in_future"),
        ({"operating_mode": "magic"}, "operating_mode", "code_unknown"),
        ({"parent": "没有的站"}, "parent", "parent_unknown"),
        ({"parent": SOME_ID}, "parent", "parent_unknown"),
        ({"name": "甲站", "parent": "甲站"}, "parent", "parent_not_above"),
    ],
)
def test_a_wrong_cell_refuses_the_file(change: dict[str, str], column: str, code: str) -> None:
    assert refusals(table({"name": "另一站"}, change)) == [(f"/rows/3/{column}", code)]


def test_the_same_station_twice_names_both_rows() -> None:
    with pytest.raises(RowsRefused) as caught:
        creations(table(GOOD, {"name": "别的站"}, {"kind": "乡镇社工站"}))
    (error,) = caught.value.fields
    assert (error.pointer, error.code) == ("/rows/4/name", "duplicate_row")
    assert "与第 2 行重复" in error.zh


def test_a_station_of_another_county_refuses_the_file_as_forbidden() -> None:
    raw = table(GOOD, {"region": "532501002"})
    with pytest.raises(RowsRefused) as caught:
        creations(raw, Scope.of("530125"))
    assert caught.value.status == 403
    assert [error.pointer for error in caught.value.fields] == ["/rows/3/region"]


def test_chinese_words_and_codes_make_the_same_stations() -> None:
    raw = (
        "站点名称,类型,地区,挂牌日期,运营方式\n"
        "城关镇社工站,乡镇社工站,530125105,2021年9月1日,政府购买服务\n"
    ).encode("gb18030")
    assert creations(raw) == creations(table(GOOD))


def test_dates_of_a_workbook_are_days() -> None:
    row: list[workbooks.Value] = ["城关镇社工站", "township", 530125105, workbooks.day(44440)]
    raw = workbooks.workbook([list(KEYS[:5]), [*row, "purchased"]])
    assert creations(raw) == creations(table(GOOD))


def test_a_parent_goes_by_its_name_or_by_its_id() -> None:
    head = {"name": "宜良县社工总站", "kind": "general", "region": "530125"}
    below = {"parent": "宜良县社工总站"}
    raw = table(
        below, head, {"name": "甲站", "parent": SOME_ID}, {"name": "乙站", "parent": "老总站"}
    )
    found = creations(raw, known=[registered("老总站")])
    parents = [change[0].parent_id for _, _, change in found]
    assert parents == [station_id("530125", "general", "宜良县社工总站"), "", SOME_ID, SOME_ID]


def test_a_name_two_stations_bear_names_no_parent() -> None:
    twice = ({"name": "甲站"}, {"name": "甲站", "kind": "room"})
    assert refusals(table(*twice, {"parent": "甲站"})) == [("/rows/4/parent", "parent_unknown")]


def test_a_station_without_a_day_of_signing_is_only_planned() -> None:
    ((_, _, (station, events)),) = creations(table({"signed_on": ""}))
    assert (station.stage, station.signed_on) == (Stage.PLANNED, None)
    assert [type(event) for event in events] == [StationPlanned]


def test_a_station_the_register_has_is_the_same_station_however_it_came_there() -> None:
    there = registered(GOOD["name"], kind=GOOD["kind"], region=GOOD["region"])
    ((id_, _, _),) = creations(table(GOOD), known=[there])
    assert id_ == SOME_ID


def test_an_export_imported_again_adds_nothing() -> None:
    room = {"name": "甲室", "kind": "room", "parent": GOOD["name"]}
    raw = table(GOOD, room, {"name": "乙站", "signed_on": ""})
    stored = [Stored(one.id, 2, one.region, one.change[0]) for one in made(raw)]
    rows = [{**row_of(one), "id": one.id} for one in stored]
    there = {one.id: one.state for one in stored}
    columns = [*COLUMNS, ID]
    for exported in (write_csv(columns, rows), write_xlsx("社工站", columns, rows)):
        sheet = Sheet.of(read(exported), columns)
        by_id = {one.id: one for one in stored}
        again = read_stations(sheet, Sender(PROVINCE, TODAY, "digest"), stored, by_id.get)
        assert new_ones(sheet, again, there, says_the_same) == []
        sheet.faults.refuse()


def test_stations_may_not_stand_in_a_circle() -> None:
    ring = [{"name": f"{n}号站", "parent": f"{(n + 1) % 3}号站"} for n in range(3)]
    assert {code for _, code in refusals(table(*ring, GOOD))} == {"parent_not_above"}


BREAKS = [{"name": ""}, {"kind": "x"}, {"region": "1"}, {"signed_on": "x"}, {"operating_mode": ""}]


@settings(max_examples=60, deadline=None)
@given(wrong=st.dictionaries(st.integers(0, 30), st.sampled_from(BREAKS), min_size=1, max_size=5))
def test_any_wrong_row_anywhere_refuses_the_file_and_only_wrong_rows_are_named(
    wrong: dict[int, dict[str, str]],
) -> None:
    rows = [{"name": f"{n}号社工站", **wrong.get(n, {})} for n in range(31)]
    named = {int(pointer.split("/")[2]) - 2 for pointer, _ in refusals(table(*rows))}
    assert named == set(wrong)
