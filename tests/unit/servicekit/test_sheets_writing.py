"""What is written for people: nothing that runs, and read again as it was meant."""

from __future__ import annotations

import io

import pytest
from python_calamine import CalamineWorkbook

from contracts import codes
from servicekit.sheets import Column, Sheet, read
from servicekit.sheets.template import Hint, write_template
from servicekit.sheets.writing import write_csv, write_xlsx

NAME = Column("name", "名称")
KIND = Column("kind", "类型", required=False)
COLUMNS = (NAME, KIND)
RUNS = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "＝1+1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", RUNS)
@pytest.mark.parametrize("write", [write_csv, lambda *table: write_xlsx("表", *table)])
def test_text_a_spreadsheet_would_run_is_quoted_and_read_back_as_it_was(write, text: str) -> None:
    raw = write(COLUMNS, [{"name": text}])
    assert f"'{text}" in _cells(raw)
    sheet = Sheet.of(read(raw), COLUMNS)
    sheet.faults.refuse()
    assert sheet.rows[0].text("name") == text


@pytest.mark.parametrize("text", ["\t=1", "\r=1"])
def test_text_that_begins_with_a_tab_or_a_return_is_quoted(text: str) -> None:
    assert f"'{text}" in write_csv(COLUMNS, [{"name": text}]).decode("utf-8-sig")


def test_numbers_stay_numbers() -> None:
    assert _cells(write_xlsx("表", COLUMNS, [{"name": "甲", "kind": 7}]))[-1] == 7.0


def test_a_template_is_a_table_of_ours_with_its_lists_and_notes() -> None:
    hints = {"kind": Hint("选一个", "乡镇社工站", codes.STATION_KINDS)}
    raw = write_template("社工站", COLUMNS, hints)
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    assert book.sheet_names == ["社工站", "填写说明", "代码表"]
    assert book.get_sheet_by_index(0).to_python() == [["名称*", "类型"]]
    assert ["乡镇社工站"] in book.get_sheet_by_index(2).to_python()
    assert b"dataValidation" in _part(raw, "xl/worksheets/sheet1.xml")


def test_a_template_filled_in_is_read() -> None:
    import zipfile

    raw = write_template("社工站", COLUMNS, {})
    filled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(filled, "w") as after:
        for part in before.namelist():
            content = before.read(part)
            if part == "xl/worksheets/sheet1.xml":
                row = '<row r="2"><c r="A2" t="inlineStr"><is><t>甲站</t></is></c></row>'
                content = content.replace(b"</sheetData>", f"{row}</sheetData>".encode())
            after.writestr(part, content)
    sheet = Sheet.of(read(filled.getvalue()), COLUMNS)
    sheet.faults.refuse()
    assert [row.text("name") for row in sheet.rows] == ["甲站"]


def _part(raw: bytes, name: str) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return archive.read(name)


def _cells(raw: bytes) -> list[object]:
    if raw.startswith(b"PK"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        return [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    import csv

    rows = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    return [cell for row in rows for cell in row]
