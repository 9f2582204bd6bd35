"""Every mistake in a file of stated figures names its row, its column and the cure, and then
nothing of the file counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.errors import InvalidInput
from servicekit.scope import Scope
from servicekit.sheets import RowsRefused, read
from services.registry.reports.reading import Reading, read_figures
from tests.unit.servicekit import workbooks

PROVINCE = Scope.of("530000")
TODAY = date(2026, 11, 23)
KEYS = ("region", "indicator", "dimensions", "period", "value", "unit", "qualifier", "source")
GOOD = {
    "region": "532500",
    "indicator": "stations",
    "dimensions": "kind=township+subdistrict",
    "period": "2022H1",
    "value": "135",
    "unit": "个",
    "qualifier": "exact",
    "source": "meeting_speech",
}
DEMO = Path(__file__).parents[3] / "cli/demo/stated_2022h1.csv"


def table(*changes: dict[str, str]) -> bytes:
    rows = [KEYS, *([{**GOOD, **change}[key] for key in KEYS] for change in changes)]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


def figures(raw: bytes, scope: Scope = PROVINCE, as_of: date | None = None) -> Reading:
    return read_figures(read(raw), scope, as_of, TODAY)


def refusals(raw: bytes, scope: Scope = PROVINCE) -> list[tuple[str, str, str]]:
    with pytest.raises(RowsRefused) as caught:
        figures(raw, scope)
    return [(error.pointer, error.code, error.zh) for error in caught.value.fields]


@pytest.mark.parametrize(
    ("change", "column", "code", "cure"),
    [
        ({"region": "999999"}, "region", "region_unknown", "6 位代码"),
        ({"region": "532331"}, "region", "region_retired", "现为 532302（禄丰市）"),
        ({"region": "成都市"}, "region", "region_unknown", "请填写行政区划代码或全称"),
        ({"region": "大理"}, "region", "region_ambiguous", "请改填行政区划代码"),
        ({"region": ""}, "region", "field_missing", "请填写"),
        ({"indicator": "station"}, "indicator", "indicator_unknown", "stations（社工站"),
        ({"indicator": "=1"}, "indicator", "formula_not_allowed", "请改填"),
        ({"dimensions": "kind"}, "dimensions", "dimensions_malformed", "名称=代码"),
        ({"dimensions": "stage=paid"}, "dimensions", "dimension_unknown", "它的维度：kind"),
        (
            {"dimensions": "kind=town"},
            "dimensions",
            "dimension_value_unknown",
            "township（乡镇社工站）",
        ),
        (
            {"dimensions": "kind=township+town"},
            "dimensions",
            "dimension_value_unknown",
            "subdistrict（街道社工站）",
        ),
        ({"period": "2022-13"}, "period", "period_invalid", "2022H1（半年）"),
        ({"period": "2027H1"}, "period", "period_not_begun", "请核对期间"),
        ({"value": "12,000"}, "value", "value_invalid", "不带逗号"),
        ({"value": "-5"}, "value", "value_invalid", "不带符号"),
        ({"value": "１２０"}, "value", "value_invalid", "十进制数"),
        ({"value": "1.5"}, "value", "value_not_whole", "请检查数值和单位"),
        ({"value": "10000000000000000"}, "value", "value_too_large", "请检查单位"),
        ({"value": "4.4E+17"}, "value", "number_precision_lost", "文本格式"),
        ({"value": ""}, "value", "field_missing", "请填写"),
        ({"unit": "头"}, "unit", "unit_unknown", "可以用"),
        ({"unit": "万元"}, "unit", "unit_mismatch", "应为：个"),
        ({"qualifier": "maybe"}, "qualifier", "code_unknown", "at_least（至少）"),
        ({"source": "rumour"}, "source", "code_unknown", "meeting_speech（会议讲话）"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_cure(
    change: dict[str, str], column: str, code: str, cure: str
) -> None:
    ((pointer, found, zh),) = refusals(table(GOOD, change))
    assert (pointer, found) == (f"/rows/3/{column}", code)
    assert zh.startswith("第 3 行「")
    assert cure in zh


def test_all_mistakes_of_a_row_and_of_a_file_are_told_at_once() -> None:
    wrong = {"region": "999999", "indicator": "no", "period": "x", "qualifier": "x", "source": "x"}
    found = refusals(table(wrong, {"value": "x", "dimensions": "x"}))
    assert [pointer for pointer, _, _ in found] == [
        "/rows/2/region",
        "/rows/2/indicator",
        "/rows/2/period",
        "/rows/2/qualifier",
        "/rows/2/source",
        "/rows/3/value",
        "/rows/3/dimensions",
    ]


def test_a_row_of_another_prefecture_refuses_the_whole_file_as_forbidden() -> None:
    raw = table({"region": "532501"}, {"region": "530100"}, {"value": "x"})
    with pytest.raises(RowsRefused) as caught:
        figures(raw, Scope.of("532500"))
    assert caught.value.status == 403
    assert [error.pointer for error in caught.value.fields] == ["/rows/3/region", "/rows/4/value"]
    assert caught.value.fields[0].code == "region_out_of_scope"


def test_a_figure_stated_twice_by_one_source_names_both_rows() -> None:
    ((pointer, code, zh),) = refusals(
        table(
            GOOD,
            {"source": "county_report"},
            {"value": "136", "dimensions": "kind=subdistrict + township"},
        )
    )
    assert (pointer, code) == ("/rows/4/indicator", "duplicate_row")
    assert "与第 2 行重复" in zh


def test_too_many_figures_for_one_file() -> None:
    rows = "532500,stations,,2022H1,1,个,exact,other\n" * 5_001
    with pytest.raises(InvalidInput) as caught:
        figures(f"{','.join(KEYS)}\n{rows}".encode())
    assert caught.value.fields[0].code == "too_many_rows"
    assert "5000" in caught.value.fields[0].zh


def test_chinese_words_and_codes_mean_the_same() -> None:
    raw = (
        "地区,指标,维度,期间,数值,单位,限定,来源\n"
        "红河哈尼族彝族自治州,社工站（室、点）数,kind=街道社工站+乡镇社工站,2022年上半年,135,个,准确,会议讲话\n"
    )
    in_chinese = figures(raw.encode("gb18030"))
    assert in_chinese.form == "gb18030"
    assert in_chinese.figures == figures(table(GOOD)).figures


def test_a_workbook_and_a_text_mean_the_same() -> None:
    rows: list[list[workbooks.Value]] = [
        list(KEYS),
        [532500, *(GOOD[key] for key in KEYS[1:4]), 135, *(GOOD[key] for key in KEYS[5:])],
    ]
    assert figures(workbooks.workbook(rows)).figures == figures(table(GOOD)).figures


def test_a_month_a_spreadsheet_took_for_a_day_is_the_month_again() -> None:
    row: list[workbooks.Value] = [GOOD[key] for key in KEYS]
    row[3] = workbooks.day(44713)
    (figure,) = figures(workbooks.workbook([list(KEYS), row])).figures
    assert figure.period.code == "2022-06"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2022年6月", "2022-06"),
        ("2022年第二季度", "2022Q2"),
        ("2022年二季度", "2022Q2"),
        ("2022年下半年", "2022H2"),
        ("2022年", "2022"),
        ("累计", "cumulative"),
        ("２０２２Ｈ１", "2022H1"),
        ("2022h1", "2022H1"),
    ],
)
def test_periods_are_read_as_people_write_them(written: str, code: str) -> None:
    (figure,) = figures(table({"period": written})).figures
    assert figure.period.code == code


@pytest.mark.parametrize(
    ("written", "code"),
    [("准确", "exact"), ("以上", "at_least"), ("至少", "at_least"), ("约", "about")],
)
def test_qualifiers_are_read_as_people_write_them(written: str, code: str) -> None:
    (figure,) = figures(table({"qualifier": written})).figures
    assert figure.qualifier == code


@pytest.mark.parametrize(
    ("periods", "as_of"),
    [
        (["2022H1"], date(2022, 6, 30)),
        (["2022-02", "2022Q2", "cumulative"], date(2022, 6, 30)),
        (["cumulative"], TODAY),
        (["2026"], TODAY),
    ],
)
def test_a_file_holds_as_of_the_end_of_its_latest_period_or_today(
    periods: list[str], as_of: date
) -> None:
    assert figures(table(*({"period": period} for period in periods))).as_of == as_of


def test_a_period_that_had_not_begun_cannot_have_been_stated() -> None:
    with pytest.raises(RowsRefused) as caught:
        figures(table(GOOD), as_of=date(2021, 12, 31))
    assert caught.value.fields[0].code == "period_not_begun"


def test_people_counted_another_way_are_kept_as_stated_with_a_warning() -> None:
    change = {"indicator": "service_person_times", "dimensions": "", "value": "1.2", "unit": "万人"}
    reading = figures(table(change))
    (figure,) = reading.figures
    assert (figure.value, figure.unit) == (12_000, "人")
    (warning,) = reading.warnings
    assert (warning.pointer, warning.code) == ("/rows/2/unit", "unit_kept")
    assert "“人次”" in warning.zh


def test_the_half_year_figures_of_2022_pass_whole() -> None:
    reading = figures(DEMO.read_bytes(), as_of=date(2022, 6, 30))
    assert len(reading.figures) == len(DEMO.read_text("utf-8").splitlines()) - 1
    said = {
        (f.region, f.indicator, *f.dimensions.items(), f.source): (f.value, f.unit)
        for f in reading.figures
    }
    union = ("kind", "township+subdistrict")
    assert said["532500", "stations", union, "meeting_speech"] == (135, "个")
    hours = said["530100", "volunteer_hours", "prefecture_report"]
    assert hours == (138_000_000, "小时")
    assert {warning.code for warning in reading.warnings} == {"unit_kept"}


BREAKS = [
    {"region": "530999"},
    {"indicator": "none"},
    {"dimensions": "a=b"},
    {"period": "2022H3"},
    {"value": "-1"},
    {"unit": "石"},
    {"qualifier": "?"},
    {"source": ""},
]


@settings(max_examples=60, deadline=None)
@given(
    good=st.integers(0, 30),
    wrong=st.dictionaries(st.integers(0, 30), st.sampled_from(BREAKS), min_size=1, max_size=5),
)
def test_any_wrong_row_anywhere_refuses_the_file_and_only_wrong_rows_are_named(
    good: int, wrong: dict[int, dict[str, str]]
) -> None:
    size = max(good, *wrong) + 1
    rows = [{"period": f"{1950 + n}", **wrong.get(n, {})} for n in range(size)]
    named = {int(pointer.split("/")[2]) - 2 for pointer, _, _ in refusals(table(*rows))}
    assert named == set(wrong)
