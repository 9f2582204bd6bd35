"""Stated units become whole base units exactly, or are refused with the cure."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import codes, indicators, periods, regions, units
from contracts.units import Stated, convert

DEMONSTRATION = Path(__file__).parents[3] / "cli" / "demo" / "stated_2022h1.csv"


def _rows() -> list[dict[str, str]]:
    with DEMONSTRATION.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _convert(value: str, unit: str, indicator: str) -> Stated:
    return convert(value, unit, indicators.require(indicator))


@pytest.mark.parametrize("row", _rows(), ids=lambda row: f"{row['region']}-{row['indicator']}")
def test_every_row_of_the_demonstration_is_legal(row: dict[str, str]) -> None:
    indicator = indicators.require(row["indicator"])
    stated = convert(row["value"], row["unit"], indicator)
    assert stated.unit == indicator.unit or stated.unit in ("人", "人次", "户", "件")
    assert regions.require(row["region"])
    assert periods.parse(row["period"]).code == row["period"]
    assert indicator.check(indicators.parse_dimensions(row["dimensions"])) is not None
    assert row["qualifier"] in codes.QUALIFIERS
    assert row["source"] in codes.FIGURE_SOURCES


def test_the_demonstration_has_all_its_rows_and_no_row_twice() -> None:
    rows = [tuple(row.values()) for row in _rows()]
    assert len(rows) == len(set(rows)) == 140


@pytest.mark.parametrize(
    ("value", "unit", "indicator", "expected"),
    [
        ("345.5", "万元", "funds", Stated(345_500_000, "分")),
        ("1.38", "亿小时", "volunteer_hours", Stated(138_000_000, "小时")),
        ("28", "万人次", "service_person_times", Stated(280_000, "人次")),
        ("149.2", "万人", "volunteers", Stated(1_492_000, "人")),
        ("3.5", "万户", "household_visits", Stated(35_000, "户")),
        ("11.4", "万个", "volunteer_projects", Stated(114_000, "个")),
        ("0.01", "元", "funds", Stated(1, "分")),
        ("3.5230", "千平方米", "premises_area", Stated(3523, "平方米")),
        ("0", "人", "certified_staff", Stated(0, "人")),
        ("2", "百万元", "funds", Stated(200_000_000, "分")),
    ],
)
def test_scaled_units_convert_exactly(
    value: str, unit: str, indicator: str, expected: Stated
) -> None:
    assert _convert(value, unit, indicator) == expected


@pytest.mark.parametrize(
    ("unit", "indicator", "kept"),
    [
        ("名", "supervisors", "人"),
        ("个", "volunteer_teams", "支"),
        ("家", "stations", "个"),
        ("次", "community_activities", "场"),
        ("个", "equipment_sets", "套"),
        ("册", "files_opened", "份"),
    ],
)
def test_another_word_for_the_same_unit_becomes_the_catalogues(
    unit: str, indicator: str, kept: str
) -> None:
    assert _convert("7", unit, indicator) == Stated(7, kept)


@pytest.mark.parametrize(
    ("unit", "indicator", "kept"),
    [
        ("人", "training_attendance", "人"),
        ("名", "household_surveys", "人"),
        ("人次", "persons_served", "人次"),
        ("户", "persons_served", "户"),
    ],
)
def test_persons_person_times_and_households_are_never_made_one_another(
    unit: str, indicator: str, kept: str
) -> None:
    assert _convert("41296", unit, indicator) == Stated(41296, kept)


def test_goods_keep_the_counter_they_are_stated_in() -> None:
    assert _convert("150", "件", "goods_linked") == Stated(150, "件")
    assert _convert("7.445", "万只", "goods_linked") == Stated(74_450, "只")
    with pytest.raises(units.UnitMismatch):
        _convert("150", "元", "goods_linked")


@pytest.mark.parametrize(
    ("unit", "indicator", "right"),
    [
        ("万元", "stations", "个"),
        ("人次", "funds", "万元"),
        ("个", "volunteers", "人次"),
        ("场", "stations", "个"),
        ("小时", "premises_area", "平方米"),
        ("箱", "equipment_sets", "套"),
        ("亿元", "volunteer_hours", "小时"),
    ],
)
def test_a_unit_of_another_kind_is_refused_and_names_what_would_be_right(
    unit: str, indicator: str, right: str
) -> None:
    with pytest.raises(units.UnitMismatch, match=right) as caught:
        _convert("1", unit, indicator)
    assert caught.value.code == "unit_mismatch"
    assert right in caught.value.zh


@pytest.mark.parametrize("unit", ["", "万", "美元", "yuan", "人 次", "万万元"])
def test_an_unknown_unit_is_refused_and_names_the_nearest(unit: str) -> None:
    with pytest.raises(units.UnitUnknown) as caught:
        _convert("1", unit, "funds")
    assert caught.value.code == "unit_unknown"
    assert caught.value.nearest
    assert caught.value.nearest[0] in caught.value.zh


@pytest.mark.parametrize(
    ("value", "unit", "indicator"),
    [
        ("0.001", "元", "funds"),
        ("0.5", "人", "staff"),
        ("1.23456", "万户", "household_visits"),
        ("3523.5", "平方米", "premises_area"),
    ],
)
def test_a_part_of_a_base_unit_is_refused(value: str, unit: str, indicator: str) -> None:
    with pytest.raises(units.ValueNotWhole) as caught:
        _convert(value, unit, indicator)
    assert caught.value.code == "value_not_whole"


@pytest.mark.parametrize(
    "value",
    ["", "-1", "+1", "12,000", "1e3", "NaN", "Infinity", "1.", ".5", "２８", "0x10", "300余"],
)
def test_anything_but_a_plain_decimal_is_refused(value: str) -> None:
    with pytest.raises(units.ValueInvalid):
        _convert(value, "万元", "funds")


def test_a_slip_of_the_pen_is_refused() -> None:
    assert _convert("100000", "亿元", "funds") == Stated(units.LARGEST, "分")
    with pytest.raises(units.ValueTooLarge):
        _convert("100000.0000000001", "亿元", "funds")
    with pytest.raises(units.ValueInvalid):
        convert(Decimal("1e400"), "元", indicators.require("funds"))


@given(st.integers(0, 10**13))
def test_fen_survive_being_written_in_ten_thousand_yuan(fen: int) -> None:
    stated = convert(Decimal(fen) / 1_000_000, "万元", indicators.require("funds"))
    assert stated == Stated(fen, "分")


@pytest.mark.parametrize("indicator", indicators.all(), ids=lambda indicator: indicator.code)
def test_every_unit_called_legal_is_accepted(indicator: indicators.Indicator) -> None:
    legal = units.legal_units(indicator)
    assert len(legal) == len(set(legal)) > 0
    for unit in legal:
        assert convert("1", unit, indicator).value >= 1
