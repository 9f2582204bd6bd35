"""Figures as a table: CSV and XLSX for people, with units and names beside the codes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from contracts import indicators, regions
from servicekit.sheets.sheet import Column
from servicekit.sheets.writing import Value, write_csv, write_xlsx
from services.metrics.figures import Figure

COLUMNS = (
    Column("region", "地区代码"),
    Column("region_name", "地区"),
    Column("indicator", "指标代码"),
    Column("indicator_name", "指标"),
    Column("dimensions", "维度"),
    Column("period", "期间"),
    Column("value", "数值"),
    Column("unit", "单位"),
    Column("qualifier", "限定"),
    Column("basis", "口径"),
    Column("source", "来源"),
)
BASIS_ZH = {"recorded": "系统记录", "stated": "报告所述"}
QUALIFIERS_ZH = {"exact": "", "at_least": "不少于", "about": "约"}

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS = {"csv": (CSV, "csv"), "xlsx": (XLSX, "xlsx")}


def written(figures: Iterable[Figure], format: str) -> bytes:
    """`format`: csv | xlsx. Values are whole numbers of the base unit: money is in fen 分."""
    if format == "csv":
        return write_csv(COLUMNS, rows(figures))
    return write_xlsx("指标", COLUMNS, rows(figures))


def rows(figures: Iterable[Figure]) -> Iterator[Mapping[str, Value]]:
    for figure in figures:
        known = indicators.require(figure.indicator)
        pairs = sorted(figure.dimensions.items())
        yield {
            "region": figure.region,
            "region_name": regions.path(figure.region),
            "indicator": figure.indicator,
            "indicator_name": known.name_zh,
            "dimensions": "；".join(f"{name}={code}" for name, code in pairs),
            "period": figure.period,
            "value": figure.value,
            "unit": figure.unit,
            "qualifier": QUALIFIERS_ZH.get(figure.qualifier, figure.qualifier),
            "basis": BASIS_ZH[figure.basis],
            "source": figure.source or "",
        }
