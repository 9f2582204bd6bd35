"""A bulletin as a workbook: totals, parts and months with charts, stated against recorded."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from contracts import indicators, regions
from servicekit.sheets.writing import escaped
from services.metrics.bulletins.content import HEADLINE, Bulletin
from services.metrics.conflicts import Conflict
from services.metrics.figures import Figure

QUALIFIERS = {"exact": "", "at_least": "不少于 ", "about": "约 "}


def workbook(said: Bulletin) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        _totals(book, bold, said)
        _by_area(book, bold, said)
        _by_month(book, bold, said)
        _stated(book, bold, said)
    return buffer.getvalue()


def _sheet(book: Any, bold: Any, name: str, title: str, head: list[str]) -> Any:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, bold)
    sheet.write_row(2, 0, head, bold)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, max(1, len(head) - 1), 14)
    sheet.freeze_panes(3, 1)
    return sheet


def _totals(book: Any, bold: Any, said: Bulletin) -> None:
    sheet = _sheet(book, bold, "总表", said.title, ["指标", "数值", "单位", "指标代码"])
    for row, (known, value) in enumerate(said.totals, 3):
        sheet.write_string(row, 0, known.name_zh)
        sheet.write_number(row, 1, value / 100 if known.is_money else value)
        sheet.write_string(row, 2, known.display_unit)
        sheet.write_string(row, 3, known.code)


def _by_area(book: Any, bold: Any, said: Bulletin) -> None:
    head = ["地区", *(_headed(code) for code in HEADLINE)]
    sheet = _sheet(book, bold, "分地区", said.title, head)
    areas = sorted({f.region for figures in said.parts.values() for f in figures})
    for row, area in enumerate(areas, 3):
        sheet.write_string(row, 0, regions.require(area).name)
        for column, code in enumerate(HEADLINE, 1):
            sheet.write_number(row, column, _value(said.parts[code], "region", area, code))
    for number, column in enumerate((1, 2)):
        _chart(book, sheet, "bar", "分地区", len(areas), column, len(head) + 1, number * 22)


def _by_month(book: Any, bold: Any, said: Bulletin) -> None:
    head = ["月份", *(_headed(code) for code in HEADLINE)]
    sheet = _sheet(book, bold, "分月", said.title, head)
    months = sorted({f.period for figures in said.months.values() for f in figures})
    for row, month in enumerate(months, 3):
        sheet.write_string(row, 0, month)
        for column, code in enumerate(HEADLINE, 1):
            sheet.write_number(row, column, _value(said.months[code], "period", month, code))
    for number, column in enumerate((1, 2)):
        _chart(book, sheet, "line", "分月", len(months), column, len(head) + 1, number * 22)


def _stated(book: Any, bold: Any, said: Bulletin) -> None:
    head = ["指标", "口径", "数值", "单位", "来源", "差额"]
    sheet = _sheet(book, bold, "报告所述与系统记录", said.title, head)
    row = 3
    for figure in said.stated:
        known = indicators.require(figure.indicator)
        cells = [
            known.name_zh,
            "报告所述",
            QUALIFIERS.get(figure.qualifier, "") + str(figure.value),
            figure.unit,
            str(escaped(figure.source or "")),
        ]
        sheet.write_row(row, 0, cells)
        row += 1
    sheet.write_string(row + 1, 0, "互相矛盾之处", bold)
    for number, conflict in enumerate(said.conflicts, row + 2):
        sheet.write_row(number, 0, _conflict(conflict))


def _conflict(conflict: Conflict) -> list[str | int]:
    values = "；".join(f"{v.basis} {v.value} {v.unit}".strip() for v in conflict.values)
    name = indicators.require(conflict.indicator).name_zh
    where = regions.require(conflict.region).name
    difference = "" if conflict.difference is None else conflict.difference
    return [name, where, conflict.period, values, conflict.kind, difference]


def _chart(
    book: Any, sheet: Any, kind: str, name: str, rows: int, column: int, at: int, down: int
) -> None:
    if not rows:
        return
    chart = book.add_chart({"type": kind})
    last = 2 + rows
    chart.add_series(
        {
            "name": [name, 2, column],
            "categories": [name, 3, 0, last, 0],
            "values": [name, 3, column, last, column],
        }
    )
    chart.set_legend({"none": True})
    sheet.insert_chart(3 + down, at, chart, {"x_scale": 1.3, "y_scale": 1.3})


def _headed(code: str) -> str:
    known = indicators.require(code)
    return f"{known.name_zh}（{known.display_unit}）"


def _value(figures: list[Figure], field: str, key: str, code: str) -> float:
    total = sum(f.value for f in figures if getattr(f, field) == key)
    return total / 100 if indicators.require(code).is_money else total
