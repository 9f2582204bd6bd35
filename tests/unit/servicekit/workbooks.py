"""XLSX workbooks made by hand, so that a test can make exactly the wrong one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SHEET_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_NS = "http://schemas.openxmlformats.org/package/2006"
_STYLES = (
    f'{_DECLARATION}<styleSheet xmlns="{_SHEET_NS}"><cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


@dataclass(frozen=True)
class Raw:
    """The XML of one cell's content, with its attributes: Raw('<f>1+1</f><v>2</v>')."""

    content: str
    attributes: str = ""


def day(serial: float) -> Raw:
    """A cell formatted as a date."""
    return Raw(f"<v>{serial}</v>", ' s="1"')


Value = str | int | float | Raw | None


def cells(rows: Sequence[Sequence[Value]], start: int = 1) -> str:
    """The XML of the rows, from row `start`."""
    return "".join(
        f'<row r="{n}">{"".join(_cell(n, at, value) for at, value in enumerate(row))}</row>'
        for n, row in enumerate(rows, start)
    )


def worksheet(data: str, dimension: str = "A1:H9", after: str = "") -> str:
    return (
        f'{_DECLARATION}<worksheet xmlns="{_SHEET_NS}"><dimension ref="{dimension}"/>'
        f"<sheetData>{data}</sheetData>{after}</worksheet>"
    )


def parts(
    *sheets: str,
    states: Sequence[str] = (),
    epoch_1904: bool = False,
    main: str = MAIN,
) -> dict[str, str | bytes]:
    """Every part of a workbook with these worksheets; `states` hides some of them."""
    numbers = range(1, len(sheets) + 1)
    states = [*states, *["visible"] * len(sheets)]
    tabs = "".join(
        f'<sheet name="表{n}" sheetId="{n}" state="{states[n - 1]}" r:id="rId{n}"/>'
        for n in numbers
    )
    return {
        "[Content_Types].xml": _types(len(sheets), main),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_DECLARATION}<workbook xmlns="{_SHEET_NS}" xmlns:r="{_OFFICE_NS}">'
        f'<workbookPr date1904="{int(epoch_1904)}"/><sheets>{tabs}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": sheets[n - 1] for n in numbers},
    }


def pack(content: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def workbook(rows: Sequence[Sequence[Value]], **options: bool) -> bytes:
    """A plain workbook of one sheet."""
    return pack(parts(worksheet(cells(rows)), **options))


def _cell(row: int, at: int, value: Value) -> str:
    reference = f'r="{chr(65 + at)}{row}"'
    match value:
        case None:
            return ""
        case Raw(content, attributes):
            return f"<c {reference}{attributes}>{content}</c>"
        case str():
            text = f'<t xml:space="preserve">{escape(value)}</t>'
            return f'<c {reference} t="inlineStr"><is>{text}</is></c>'
        case _:
            return f"<c {reference}><v>{value!r}</v></c>"


def _types(sheets: int, main: str) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'{_DECLARATION}<Types xmlns="{_PACKAGE_NS}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>{overrides}</Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE_NS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return (
        f'{_DECLARATION}<Relationships xmlns="{_PACKAGE_NS}/relationships">{lines}</Relationships>'
    )
