"""Service entries from a file: all of them or none, and each once however often it is sent."""

from __future__ import annotations

from datetime import date

import pytest

from servicekit.aggregate import Stored
from servicekit.errors import InvalidInput
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from servicekit.sheets import RowsRefused, Sheet, read
from servicekit.sheets.writing import write_csv, write_xlsx
from services.registry.service_log.domain import ServiceEntry
from services.registry.service_log.imports import COLUMNS, entry_id, read_entries
from services.registry.service_log.sheet import entries_kind, row_of, says_the_same
from services.registry.sheets.kind import ID, Made, Sender, new_ones
from services.registry.stations.domain import Stage, Station
from services.registry.stations.lookup import StationLookup
from tests.unit.servicekit import workbooks

TODAY = date(2022, 6, 30)
COUNTY = Scope.of("532501")
STATION_ID = "0b7e4c0a-6f5d-5c8e-9a51-2d4e1f0c3b2a"
OTHER_ID = "1b7e4c0a-6f5d-5c8e-9a51-2d4e1f0c3b2a"
HEADER = "社工站,服务日期,服务领域,活动类型,服务对象,人数,人次,户数,场次,备注"
KEYS = [column.key for column in COLUMNS]
GOOD = {
    "station_id": "城关站",
    "occurred_on": "2022-06-07",
    "domain": "elderly",
    "activity": "household_visit",
    "target_group": "left_behind_elderly",
    "persons": "3",
    "person_times": "4",
    "households": "3",
    "sessions": "",
    "note": "",
}


def station(name: str, id_: str, stage: Stage = Stage.SIGNED) -> Stored[Station]:
    made = Station(
        name=name,
        kind="township",
        region="532501002",
        operating_mode="own_staff",
        stage=stage,
        signed_on=date(2022, 1, 5),
    )
    return Stored(id_, 2, made.region, made)


STATIONS = StationLookup(
    [station("城关站", STATION_ID), station("关了的站", OTHER_ID, Stage.CLOSED)]
)


def table(*changes: dict[str, str]) -> bytes:
    rows = [KEYS, *([{**GOOD, **change}[key] for key in KEYS] for change in changes)]
    return "\n".join(",".join(row) for row in rows).encode()


def entries(
    raw: bytes, digest: str = "f", stations: StationLookup = STATIONS
) -> list[Made[ServiceEntry]]:
    sheet = Sheet.of(read(raw), [*COLUMNS, ID])
    made = read_entries(sheet, Sender(COUNTY, TODAY, digest), stations)
    sheet.faults.refuse()
    return made


def refusals(raw: bytes, stations: StationLookup = STATIONS) -> list[tuple[str, str]]:
    with pytest.raises(RowsRefused) as caught:
        entries(raw, stations=stations)
    return [(error.pointer, error.code) for error in caught.value.fields]


def test_a_row_makes_an_entry_of_the_station_it_names() -> None:
    (made,) = entries(table({}))
    facts = made.change[0].facts
    assert (facts.station_id, facts.region) == (STATION_ID, "532501002")
    assert (facts.persons, facts.person_times, facts.households, facts.sessions) == (3, 4, 3, None)
    assert made.change[1][0].occurred_on == date(2022, 6, 7)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"station_id": "没有的站"}, "station_id", "station_unknown"),
        ({"station_id": ""}, "station_id", "field_missing"),
        ({"station_id": "关了的站"}, "station_id", "station_stage"),
        ({"occurred_on": "2022-02-30"}, "occurred_on", "date_invalid"),
        ({"occurred_on": "2022-07-01"}, "occurred_on", "date_in_future"),
        ({"occurred_on": "2022-01-04"}, "occurred_on", "date_before_station"),
        ({"domain": "magic"}, "domain", "code_unknown"),
        ({"activity": "magic"}, "activity", "code_unknown"),
        ({"target_group": "magic"}, "target_group", "code_unknown"),
        ({"person_times": "2"}, "person_times", "person_times_below_persons"),
        ({"persons": "3人"}, "persons", "number_invalid"),
        ({"persons": "-1"}, "persons", "number_invalid"),
        ({"persons": "10000001"}, "persons", "number_invalid"),
        ({"persons": "", "person_times": "", "households": ""}, "person_times", "nothing_counted"),
        ({"note": "=HYPERLINK(A1)"}, "note", "formula_not_allowed"),
    ],
)
def test_a_wrong_cell_refuses_the_file(change: dict[str, str], column: str, code: str) -> None:
    assert refusals(table({}, change)) == [(f"/rows/3/{column}", code)]


def test_a_name_that_two_stations_bear_names_none() -> None:
    twice = StationLookup([station("城关站", STATION_ID), station("城关站", OTHER_ID)])
    assert refusals(table({}), twice) == [("/rows/2/station_id", "station_ambiguous")]
    assert len(entries(table({"station_id": OTHER_ID}), stations=twice)) == 1


def test_the_same_file_makes_the_same_ids_and_another_file_others() -> None:
    ids = [made.id for made in entries(table({}, {}), "a")]
    assert ids == [made.id for made in entries(table({}, {}), "a")]
    assert len(set(ids)) == 2
    assert not set(ids) & {made.id for made in entries(table({}, {}), "b")}
    assert ids[0] == entry_id("a", 2)


def test_chinese_words_and_codes_make_the_same_entry() -> None:
    line = "城关站,2022年6月7日,养老服务,入户走访,留守老人,３,4,3,,"
    raw = f"{HEADER}\n{line}\n".encode("gb18030")
    assert entries(raw)[0].change == entries(table({}))[0].change


def test_a_workbook_makes_the_same_entry() -> None:
    row: list[workbooks.Value] = [*list(GOOD.values())[:1], workbooks.day(44719)]
    row += [*list(GOOD.values())[2:5], 3, 4, 3]
    raw = workbooks.workbook([KEYS[:8], row])
    assert entries(raw)[0].change == entries(table({}))[0].change


def test_an_export_imported_again_adds_nothing() -> None:
    (made,) = entries(table({"note": "三月补记"}))
    stored = Stored(made.id, 1, made.region, made.change[0])
    cells = {**(row_of(stored) or {}), "id": stored.id}
    for raw in (write_csv([*COLUMNS, ID], [cells]), write_xlsx("表", [*COLUMNS, ID], [cells])):
        sheet = Sheet.of(read(raw), [*COLUMNS, ID])
        again = read_entries(sheet, Sender(COUNTY, TODAY, "g"), STATIONS)
        assert new_ones(sheet, again, {stored.id: stored.state}, says_the_same) == []
        sheet.faults.refuse()


@pytest.mark.parametrize(
    ("known", "cells", "code"),
    [(True, {"households": 4}, "row_differs"), (False, {}, "id_unknown")],
)
def test_an_import_only_adds_and_never_changes(known: bool, cells: dict, code: str) -> None:
    (made,) = entries(table({}))
    stored = Stored(made.id, 1, made.region, made.change[0])
    raw = write_csv([*COLUMNS, ID], [{**(row_of(stored) or {}), "id": stored.id, **cells}])
    sheet = Sheet.of(read(raw), [*COLUMNS, ID])
    again = read_entries(sheet, Sender(COUNTY, TODAY, "g"), STATIONS)
    assert new_ones(sheet, again, {stored.id: stored.state} if known else {}, says_the_same) == []
    with pytest.raises(RowsRefused) as caught:
        sheet.faults.refuse()
    assert [error.code for error in caught.value.fields] == [code]


def test_an_export_names_nobody_and_leaves_out_what_was_voided() -> None:
    (made,) = entries(table({"note": "张三家"}))
    assert "note" not in (row_of(Stored(made.id, 1, made.region, made.change[0])) or {})
    voided = ServiceEntry(facts=made.change[0].facts, voided=True, void_reason="duplicate")
    assert row_of(Stored(made.id, 2, made.region, voided)) is None


def test_a_month_of_a_prefecture_fits_one_file_and_an_ordinary_sheet_keeps_its_limit() -> None:
    kind = entries_kind(Mirror.__new__(Mirror))
    rows = table(*[{}] * 20_001)
    assert len(read(rows, kind.limits).rows) == 20_002
    with pytest.raises(InvalidInput) as caught:
        read(rows)
    assert [error.code for error in caught.value.fields] == ["too_many_rows"]
    with pytest.raises(InvalidInput):
        read(table(*[{}] * 50_006), kind.limits)


def test_rows_that_say_the_same_are_entered_and_their_sender_is_told() -> None:
    sheet = Sheet.of(read(table({}, {"person_times": "9"}, {})), [*COLUMNS, ID])
    made = read_entries(sheet, Sender(COUNTY, TODAY, "f"), STATIONS)
    assert len({one.id for one in made}) == 3
    assert [(w.pointer, w.code) for w in sheet.warnings] == [("/rows/4", "likely_duplicate")]
