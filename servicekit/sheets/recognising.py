"""What a file is, by its first bytes; its name and declared type say nothing."""

from __future__ import annotations

from collections.abc import Mapping

from servicekit.sheets import refusals
from servicekit.sheets.csv_text import read_csv
from servicekit.sheets.grid import Grid
from servicekit.sheets.limits import LIMITS, Limits
from servicekit.sheets.workbook import read_workbook

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OTHERS: Mapping[bytes, tuple[str, str]] = {
    b"MZ": ("这是可执行程序", "This is a program"),
    b"\x7fELF": ("这是可执行程序", "This is a program"),
    b"%PDF": ("这是 PDF 文件", "This is a PDF"),
    b"Rar!": ("这是压缩包", "This is an archive"),
    b"7z\xbc\xaf": ("这是压缩包", "This is an archive"),
    b"\x1f\x8b": ("这是压缩包", "This is an archive"),
    b"\x89PNG": ("这是图片", "This is a picture"),
    b"\xff\xd8\xff": ("这是图片", "This is a picture"),
    b"GIF8": ("这是图片", "This is a picture"),
    b"<": ("这是网页或 XML 文件", "This is a web page or XML"),
    b"{\\rtf": ("这是 RTF 文档", "This is an RTF document"),
}


def read_file(raw: bytes, limits: Limits = LIMITS) -> Grid:
    """Rows with content of an XLSX or CSV file. Raises InvalidInput naming what is wrong."""
    if not raw.strip():
        raise refusals.no_rows()
    if raw.startswith((_ZIP, _EMPTY_ZIP)):
        return _not_empty(read_workbook(raw, limits))
    if raw.startswith(_COMPOUND):
        raise _compound(raw)
    for magic, (zh, en) in _OTHERS.items():
        if raw.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(magic):
            raise refusals.file_type_not_allowed(zh, en)
    return _not_empty(read_csv(raw, limits))


def _compound(raw: bytes) -> Exception:
    """The container of old .xls files, and of encrypted .xlsx files."""
    if _ENCRYPTED_PACKAGE in raw:
        return refusals.file_encrypted()
    return refusals.file_type_not_allowed(
        "这是旧版 Office 文件（.xls 等）", "This is an old Office file (.xls or the like)"
    )


def _not_empty(grid: Grid) -> Grid:
    if not grid.rows:
        raise refusals.no_rows()
    return grid
