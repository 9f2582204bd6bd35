"""Headers found by name, cells judged one by one, mistakes that name row, column and cure."""

from __future__ import annotations

import pytest

from contracts.problems import ContractError
from servicekit.errors import InvalidInput
from servicekit.scope import Scope
from servicekit.sheets import Column, RowsRefused, Sheet, read
from servicekit.sheets.faults import LISTED, Faults
from servicekit.sheets.meanings import day_of, region_of
from tests.unit.servicekit import workbooks
from tests.unit.servicekit.workbooks import Raw, cells, pack, parts, worksheet

REGION = Column("region", "地区", ("地区代码",))
VALUE = Column("value", "数值")
NOTE = Column("note", "备注", required=False, optional_header=True)
COLUMNS = (REGION, VALUE, NOTE)
PROVINCE = Scope.of("530000")


def sheet(text: str) -> Sheet:
    return Sheet.of(read(text.encode()), COLUMNS)


def faults(found: Sheet) -> list[tuple[str, str]]:
    if not len(found.faults):
        return []
    with pytest.raises(RowsRefused) as caught:
        found.faults.refuse()
    return [(error.pointer, error.code) for error in caught.value.fields]


@pytest.mark.parametrize(
    "header",
    [
        "region,value",
        "value,region",
        "地区,数值",
        "地区代码（必填）,数值*",
        "REGION, Value ",
        "Ｒegion,value",
    ],
)
def test_columns_are_found_by_name_in_any_order(header: str) -> None:
    swapped = header.startswith("value")
    found = sheet(header + ("\n1,530100\n" if swapped else "\n530100,1\n"))
    assert found.rows[0].text("region") == "530100"
    assert found.rows[0].text("value") == "1"


def test_a_title_may_stand_above_the_header() -> None:
    found = Sheet.of(
        read(workbooks.workbook([["云南省社工站统计表"], [None], ["地区", "数值"], ["530100", 1]])),
        COLUMNS,
    )
    assert [row.number for row in found.rows] == [4]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("region,amount\n530100,1\n", [("/headers/value", "header_missing")]),
        ("region,value,地区\n530100,1,2\n", [("/headers/region", "header_duplicate")]),
        (
            "530100,1\n530200,2\n",
            [("/headers/region", "header_missing"), ("/headers/value", "header_missing")],
        ),
    ],
)
def test_a_wrong_header_is_refused(text: str, expected: list[tuple[str, str]]) -> None:
    with pytest.raises(RowsRefused) as caught:
        sheet(text)
    assert [(error.pointer, error.code) for error in caught.value.fields] == expected


@pytest.mark.parametrize("text", ["region,value\n", "region,value\n,\n\n"])
def test_a_header_alone_has_no_rows(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        sheet(text)
    assert caught.value.fields[0].code == "no_rows"


def test_columns_that_are_none_of_ours_are_left_out_with_a_warning() -> None:
    found = sheet("region,value,经办\n530100,1,甲\n")
    assert [(w.pointer, w.code) for w in found.warnings] == [("/headers/3", "column_ignored")]
    assert not faults(found)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=HYPERLINK(0)",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "＝1+1",
        "\t=1",
        "'\r=1'",
        "－2+3",
        "=cmd|' /C calc'!A0",
    ],
)
def test_text_a_spreadsheet_would_run_is_refused(text: str) -> None:
    found = sheet(f'region,value\n530100,"{text.strip(chr(39))}"\n')
    assert faults(found) == [("/rows/2/value", "formula_not_allowed")]


@pytest.mark.parametrize("text", ["-5", "+5", "-5.25", "5-6", "a=b"])
def test_a_negative_number_is_a_number_and_no_formula(text: str) -> None:
    found = sheet(f"region,value\n530100,{text}\n")
    assert not faults(found)
    assert found.rows[0].text("value") == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Raw("<f>SUM(A1)</f><v>2</v>"), "formula_not_allowed"),
        (Raw("<v>#N/A</v>", ' t="e"'), "cell_error"),
        (440301199001011232, "number_precision_lost"),
        ("4.40301E+17", "number_precision_lost"),
        (None, "field_missing"),
        ("甲\n乙", "invalid_text"),
        ("甲\u200b乙", "invalid_text"),
        ("\u202e甲", "invalid_text"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_refused(value: workbooks.Value, code: str) -> None:
    raw = workbooks.workbook([["region", "value"], ["530100", value], ["530200", 1]])
    assert faults(Sheet.of(read(raw), COLUMNS)) == [("/rows/2/value", code)]


def test_a_merged_cell_below_the_header_is_refused() -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    data = cells([["region", "value"], ["530100", 1], [None, 2]])
    found = Sheet.of(read(pack(parts(worksheet(data, after=merged)))), COLUMNS)
    assert faults(found) == [("/rows/3/region", "cells_merged")]


@pytest.mark.parametrize("row", ["530100", "530100,1,2,3", "530100,1,甲,乙"])
def test_a_row_of_another_width_has_slipped(row: str) -> None:
    assert faults(sheet(f"region,value,note\n530200,1,\n{row}\n")) == [
        ("/rows/3/row", "column_count")
    ]


def test_empty_cells_beyond_the_header_do_no_harm() -> None:
    assert not faults(sheet("region,value,,\n530100,1,,\n530200,1,,,,\n"))


def test_an_optional_cell_may_be_blank() -> None:
    found = sheet("region,value,note\n530100,1,\n")
    assert found.rows[0].text("note") is None
    assert not faults(found)


def test_every_mistake_names_its_row_its_column_and_a_cure() -> None:
    found = sheet("region,value\n,=1\n")
    with pytest.raises(RowsRefused) as caught:
        found.faults.refuse()
    assert [error.zh for error in caught.value.fields] == [
        "第 2 行「地区」：不能为空；请填写。",
        "第 2 行「数值」：不能是公式，也不能以 = + - @ 开头；请改填计算结果或文字本身。",
    ]
    assert caught.value.fields[0].en == "Row 2, region: this is required; fill it in."
    assert caught.value.sentence("zh") == (
        "文件有 2 处错误，全部未导入；请逐条改正后重新上传整个文件。"
    )


def test_at_most_five_hundred_mistakes_are_listed_and_all_are_counted() -> None:
    found = sheet("region,value\n" + ",\n=1,\n" * 400)
    with pytest.raises(RowsRefused) as caught:
        found.faults.refuse()
    assert len(caught.value.fields) == LISTED
    assert caught.value.members == {"error_count": 800, "listed": 500, "complete": True}


def test_reading_ends_once_there_is_enough_to_correct() -> None:
    found = sheet("region,value\n" + "x,1\n" * 2_000)
    for row in found.judged():
        found.read(row, REGION, lambda text: region_of(text, PROVINCE))
    with pytest.raises(RowsRefused) as caught:
        found.faults.refuse()
    assert caught.value.members == {"error_count": 500, "listed": 500, "complete": False}
    assert "至少 500 处错误" in caught.value.sentence("zh")


def test_one_row_out_of_scope_refuses_the_file_as_forbidden_and_comes_first() -> None:
    collected = Faults()
    for row in range(600):
        collected.at(row, VALUE, "value_invalid", "错", "wrong")
    collected.out_of_scope(700, REGION)
    with pytest.raises(RowsRefused) as caught:
        collected.refuse()
    assert caught.value.status == 403
    assert caught.value.fields[0].code == "region_out_of_scope"
    assert len(caught.value.fields) == LISTED


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("530100", "530100"),
        ("昆明市", "530100"),
        ("红河哈尼族彝族自治州", "532500"),
        ("红河州", "532500"),
        ("５３０１００", "530100"),
    ],
)
def test_a_region_goes_by_its_code_or_name(text: str, code: str) -> None:
    assert region_of(text, PROVINCE).code == code


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("999999", "region_unknown", "6 位代码"),
        ("532331", "region_retired", "532302（禄丰市）"),
        ("禄丰县", "region_unknown", "532302（云南省 / 楚雄彝族自治州 / 禄丰市）"),
        ("成都市", "region_unknown", "行政区划代码或全称"),
        ("大理", "region_ambiguous", "532901"),
    ],
)
def test_a_region_that_is_none_is_refused_with_a_hint(text: str, code: str, hint: str) -> None:
    with pytest.raises(ContractError) as caught:
        region_of(text, PROVINCE)
    assert caught.value.code == code
    assert hint in caught.value.zh


def test_a_name_several_regions_bear_counts_within_the_scope() -> None:
    """There is a 马街镇 in several counties."""
    with pytest.raises(ContractError):
        region_of("马街镇", PROVINCE)
    assert region_of("马街镇", Scope.of("530125")).code == "530125105"


@pytest.mark.parametrize(
    "text", ["2022-06-30", "2022/6/30", "2022.6.30", "2022年6月30日", "２０２２-06-30"]
)
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert day_of(text).isoformat() == "2022-06-30"


@pytest.mark.parametrize(
    "text", ["2025/2/30", "2025-02-29", "45000", "9999-01-01", "06/30/2022", "二〇二二年"]
)
def test_days_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ContractError) as caught:
        day_of(text)
    assert caught.value.code == "date_invalid"
