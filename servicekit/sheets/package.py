"""What an XLSX package claims to be, and which of its sheets a person sees first."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from servicekit.sheets import refusals
from servicekit.sheets.archive import Parts
from servicekit.sheets.xml_parts import Attributes, local, scan

_TYPES = "[Content_Types].xml"
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_ACTIVE = ("macroenabled", "vbaproject", "ms-excel.addin", "activex")
_FORBIDDEN = (
    "xl/vbaproject.bin",
    "xl/macrosheets/",
    "xl/dialogsheets/",
    "xl/externallinks/",
    "xl/embeddings/",
    "xl/activex/",
    "xl/connections.xml",
    "xl/querytables/",
)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """`path` is the part that holds the cells."""

    name: str
    visible: bool
    path: str


def check_package(parts: Parts) -> None:
    """Raises InvalidInput: file_type_not_allowed, xml_forbidden."""
    if _TYPES not in parts or _WORKBOOK not in parts:
        raise refusals.file_type_not_allowed("这不是 Excel 工作簿", "This is not an Excel workbook")
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            scan(content)
    _check_types(parts)


def _check_types(parts: Parts) -> None:
    types: list[str] = []
    scan(parts[_TYPES], lambda _, found: types.append(local(found, "ContentType")))
    active = any(word in kind.lower() for kind in types for word in _ACTIVE)
    if active or any(name.lower().startswith(_FORBIDDEN) for name in parts):
        raise refusals.file_type_not_allowed(
            "工作簿含有宏、外部链接、数据连接或嵌入对象",
            "The workbook holds macros, external links, data connections or embedded objects",
        )
    if _MAIN not in types:
        raise refusals.file_type_not_allowed("这不是 .xlsx 工作簿", "This is no .xlsx workbook")


def sheets(parts: Parts) -> list[SheetPart]:
    """The worksheets in the order of their tabs. Raises InvalidInput `file_damaged`."""
    paths = _worksheet_paths(parts)
    found: list[SheetPart] = []

    def on_start(name: str, attributes: Attributes) -> None:
        if name == "sheet" and (path := paths.get(local(attributes, "id"))):
            visible = attributes.get("state", "visible") == "visible"
            found.append(SheetPart(attributes.get("name", ""), visible, path))

    scan(parts[_WORKBOOK], on_start)
    if any(sheet.path not in parts for sheet in found):
        raise refusals.file_damaged()
    return found


def _worksheet_paths(parts: Parts) -> dict[str, str]:
    """Relation id → part, of the relations that lead to worksheets (charts are others)."""
    paths: dict[str, str] = {}

    def on_start(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = posixpath.join("/xl", attributes.get("Target", ""))
            paths[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/")

    scan(parts.get(_RELATIONS, b""), on_start)
    return paths
