"""A bulletin says what the figures say, as a workbook and as a PDF."""

from __future__ import annotations

import io
from datetime import date

from python_calamine import CalamineWorkbook

from services.metrics.bulletins.content import bulletin, shown
from services.metrics.bulletins.document import document
from services.metrics.bulletins.workbook import workbook
from services.metrics.counting import Cell
from services.metrics.cube import Cube
from services.metrics.figures import Question, recorded
from services.metrics.formats import tables

HONGHE = "532500"
DAY, TODAY = date(2022, 3, 1), date(2022, 7, 8)


def cube() -> Cube:
    found = Cube()
    found.add(
        [
            (Cell("service_person_times", "532501002", DAY, "domain=elderly"), 1_234),
            (Cell("resources_linked", "532502001", DAY, "vehicle=direct"), 123_456),
        ]
    )
    return found


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_workbook_has_totals_areas_months_and_the_stated_page():
    found = sheets(workbook(bulletin(cube(), HONGHE, "2022H1", TODAY)))
    assert list(found) == ["总表", "分地区", "分月", "报告所述与系统记录"]
    totals = {row[3]: row[1] for row in found["总表"][3:]}
    assert totals["service_person_times"] == 1234
    assert totals["resources_linked"] == 1234.56, "money in yuan"
    (gejiu,) = [row for row in found["分地区"][3:] if row[0] == "个旧市"]
    assert gejiu[2] == 1234
    assert [row[0] for row in found["分月"][3:]] == [f"2022-0{n}" for n in range(1, 7)]


def test_the_pdf_is_one_and_is_set_in_chinese():
    made = document(bulletin(cube(), HONGHE, "2022H1", TODAY))
    assert made.startswith(b"%PDF-")
    assert b"NotoSerifCJK" in made or b"NotoSansCJK" in made


def test_an_area_without_figures_still_has_its_bulletin():
    said = bulletin(Cube(), "533400", "2022H1", TODAY)
    assert document(said).startswith(b"%PDF-")
    assert sheets(workbook(said))["总表"][0][0] == said.title


def test_money_is_told_in_yuan_and_counts_in_their_unit():
    assert shown(123_456, "分") == "1,234.56 元"
    assert shown(1_234, "人次") == "1,234 人次"


def test_a_slice_as_csv_and_xlsx_says_the_same_as_json():
    question = Question.of("service_person_times", HONGHE, "2022H1", "region", TODAY)
    figures = recorded(cube(), question, "")
    text = tables.written(figures, "csv").decode("utf-8-sig").splitlines()
    table = sheets(tables.written(figures, "xlsx"))["指标"]
    assert len(text) == len(table) == 1 + len(figures)
    assert text[0].split(",") == table[0]
    (gejiu,) = [line for line in text if line.startswith("532501,")]
    assert "1234" in gejiu.split(",")
    assert "个旧市" in gejiu
