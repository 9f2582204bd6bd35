"""Uploaded tables: an XLSX or CSV file, distrusted, read into rows that name every mistake.

    grid = await reader.read(raw)      # a SheetReader: in a child process, with limits
    sheet = Sheet.of(grid, COLUMNS)
    for row in sheet.rows: …row.text("unit")…
    sheet.faults.refuse()

All or nothing: a caller applies the rows only after `refuse()` let it pass.
"""

from servicekit.sheets.faults import Faults, RowsRefused
from servicekit.sheets.grid import Cell, Grid, GridRow
from servicekit.sheets.limits import LIMITS, Limits
from servicekit.sheets.reading import SheetReader, read
from servicekit.sheets.sheet import Column, Row, Sheet

__all__ = [
    "LIMITS",
    "Cell",
    "Column",
    "Faults",
    "Grid",
    "GridRow",
    "Limits",
    "Row",
    "RowsRefused",
    "Sheet",
    "SheetReader",
    "read",
]
