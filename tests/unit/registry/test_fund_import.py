"""Fund lines from a file: planned, received and spent as one history, each yuan once."""

from __future__ import annotations

from datetime import date

import pytest

from servicekit.aggregate import Stored
from servicekit.scope import Scope
from servicekit.sheets import RowsRefused, Sheet, read
from servicekit.sheets.amounts import fen_of, yuan_of
from servicekit.sheets.writing import write_csv, write_xlsx
from services.registry.funding.domain import Fund
from services.registry.funding.imports import COLUMNS, read_funds
from services.registry.funding.sheet import row_of, says_the_same
from services.registry.sheets.kind import ID, Made, Sender, new_ones
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
    "region": "532501",
    "source": "福彩公益金",
    "nature": "专项资金",
    "purpose": "建站",
    "year": "2022",
    "planned": "20000",
    "planned_on": "2022-01-15",
    "received": "20000",
    "received_on": "2022-03-02",
    "spent": "15000.50",
    "spent_on": "2022-05-20",
    "use": "station_equipment",
    "document": "云民发〔2021〕36号",
}


def table(*changes: dict[str, str]) -> bytes:
    rows = [KEYS, *([{**GOOD, **change}.get(key, "") for key in KEYS] for change in changes)]
    return "\n".join(",".join(row) for row in rows).encode()


def lines(raw: bytes) -> list[Made[Fund]]:
    sheet = Sheet.of(read(raw), [*COLUMNS, ID])
    made = read_funds(sheet, Sender(COUNTY, TODAY, "digest"), STATIONS)
    sheet.faults.refuse()
    return made


def test_a_row_is_a_line_with_each_stage_apart() -> None:
    (made,) = lines(table({}))
    fund = made.change[0]
    assert (fund.planned, fund.received, fund.spent) == (2_000_000, 2_000_000, 1_500_050)
    assert [event.occurred_on for event in made.change[1]] == [
        date(2022, 1, 15),
        date(2022, 3, 2),
        date(2022, 5, 20),
    ]


def test_money_of_a_station_lies_where_the_station_stands() -> None:
    (made,) = lines(table({"station_id": "大屯站"}))
    assert (made.region, made.change[0].station_id) == ("532501002", STATION_ID)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"region": "532502"}, "region", "region_out_of_scope"),
        ({"station_id": "没有的站"}, "station_id", "station_unknown"),
        ({"region": "532501003", "station_id": "大屯站"}, "station_id", "station_elsewhere"),
        ({"source": "各类来源合计"}, "source", "source_not_real"),
        ({"nature": "magic"}, "nature", "code_unknown"),
        ({"purpose": "magic"}, "purpose", "code_unknown"),
        ({"year": "22"}, "year", "year_invalid"),
        ({"planned": "2万"}, "planned", "amount_invalid"),
        ({"planned": "0.001"}, "planned", "amount_invalid"),
        ({"planned": "-1"}, "planned", "amount_invalid"),
        ({"planned_on": "2022-02-30"}, "planned_on", "date_invalid"),
        ({"received": "20000.01"}, "received", "plan_exceeded"),
        ({"use": ""}, "use", "field_missing"),
        ({"use": "magic"}, "use", "code_unknown"),
        ({"document": "某文件"}, "document", "document_number_invalid"),
        ({"voucher": "13800138000"}, "voucher", "voucher_invalid"),
    ],
)
def test_a_wrong_cell_refuses_the_file(change: dict[str, str], column: str, code: str) -> None:
    with pytest.raises(RowsRefused) as caught:
        lines(table({"year": "2021"}, change))
    assert [(e.pointer, e.code) for e in caught.value.fields] == [(f"/rows/3/{column}", code)]


def test_the_same_line_twice_names_both_rows_unless_told_apart() -> None:
    with pytest.raises(RowsRefused) as caught:
        lines(table({}, {}))
    assert [error.pointer for error in caught.value.fields] == ["/rows/3/reference"]
    assert len(lines(table({}, {"reference": "第二批"}))) == 2


def test_an_export_imported_again_adds_nothing() -> None:
    raw = table(
        {}, {"station_id": "大屯站"}, {"year": "2021", "received": "", "spent": "", "use": ""}
    )
    stored = [Stored(made.id, 3, made.region, made.change[0]) for made in lines(raw)]
    rows = [{**row_of(one), "id": one.id} for one in stored]
    there = {one.id: one.state for one in stored}
    columns = [*COLUMNS, ID]
    for exported in (write_csv(columns, rows), write_xlsx("资金", columns, rows)):
        sheet = Sheet.of(read(exported), columns)
        again = read_funds(sheet, Sender(COUNTY, TODAY, "digest"), STATIONS)
        assert new_ones(sheet, again, there, says_the_same) == []
        sheet.faults.refuse()


@pytest.mark.parametrize(("text", "fen"), [("0.1", 10), ("1234.50", 123450), ("１２", 1200)])
def test_yuan_are_whole_fen(text: str, fen: int) -> None:
    assert fen_of(text) == fen
    assert fen_of(yuan_of(fen)) == fen
