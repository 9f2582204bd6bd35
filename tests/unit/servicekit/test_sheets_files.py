"""Whole files that must be refused, and those that look odd but are fine."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable

import pytest

from servicekit.errors import InvalidInput
from servicekit.sheets import LIMITS, Limits, read
from tests.unit.servicekit import workbooks
from tests.unit.servicekit.workbooks import cells, pack, parts, worksheet

HEADER = ["region", "value"]
GOOD = [HEADER, ["530100", 12]]
SMALL = Limits(rows=20, entry_bytes=60_000, archive_bytes=120_000, ratio_from_bytes=30_000)


def refused(raw: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(InvalidInput) as caught:
        read(raw, limits)
    (error,) = caught.value.fields
    assert error.pointer == "/file"
    assert error.zh
    assert error.en
    return error.code


def texts(raw: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in read(raw).rows]


def with_part(name: str, content: str | bytes = b"x") -> bytes:
    return pack({**parts(worksheet(cells(GOOD))), name: content})


def lying(raw: bytes, name: str, claimed: int) -> bytes:
    """The archive with another uncompressed size claimed for one entry, in both its places."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        info = archive.getinfo(name)
        start = archive.start_dir
    changed = bytearray(raw)
    struct.pack_into("<I", changed, info.header_offset + 22, claimed)
    at = changed.index(name.encode(), start) - 46
    struct.pack_into("<I", changed, at + 24, claimed)
    return bytes(changed)


def symlinked() -> bytes:
    buffer = io.BytesIO(pack(parts(worksheet(cells(GOOD)))))
    with zipfile.ZipFile(buffer, "a") as archive:
        link = zipfile.ZipInfo("xl/worksheets/sheet9.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def flagged_encrypted() -> bytes:
    raw = bytearray(pack(parts(worksheet(cells(GOOD)))))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def declaring(doctype: str, name: str = "xl/workbook.xml") -> bytes:
    whole = parts(worksheet(cells(GOOD)))
    content = whole[name]
    assert isinstance(content, str)
    whole[name] = content.replace("?>", f"?>{doctype}", 1)
    return pack(whole)


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
THIEF = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
ENCRYPTED = COMPOUND + bytes(504) + "EncryptedPackage".encode("utf-16-le")
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("archive_too_large", lambda: with_part("xl/media/bomb.bin", bytes(40_000))),
        ("archive_too_large", lambda: with_part("xl/media/big.bin", random_bytes(70_000))),
        ("archive_too_large", lambda: with_part("xl/nested.zip", pack({"b": bytes(90_000)}) * 600)),
        (
            "archive_too_large",
            lambda: lying(with_part("xl/lie.bin", random_bytes(90_000)), "xl/lie.bin", 10),
        ),
        ("file_damaged", lambda: lying(with_part("xl/lie.bin", b"x" * 99), "xl/lie.bin", 10)),
        ("file_damaged", lambda: pack(parts(worksheet(cells(GOOD))))[:-60]),
        ("file_damaged", lambda: b"PK\x03\x04" + b"\0" * 100),
        ("file_damaged", lambda: pack(parts("<worksheet><sheetData>"))),
        ("archive_entry_invalid", lambda: with_part("../../etc/cron.d/x")),
        ("archive_entry_invalid", lambda: with_part("/etc/passwd")),
        ("archive_entry_invalid", lambda: with_part("xl\\..\\x.xml")),
        ("archive_entry_invalid", lambda: with_part("C:x.xml")),
        ("archive_entry_invalid", lambda: with_part("XL/workbook.xml")),
        ("archive_entry_invalid", symlinked),
        ("xml_forbidden", lambda: declaring(LAUGHS)),
        ("xml_forbidden", lambda: declaring(THIEF)),
        ("xml_forbidden", lambda: declaring(THIEF, "xl/worksheets/sheet1.xml")),
        ("xml_forbidden", lambda: declaring("<!DOCTYPE x>", "[Content_Types].xml")),
        ("xml_forbidden", lambda: with_part("docProps/app.xml", declared_in_utf16())),
        ("file_encrypted", flagged_encrypted),
        ("file_encrypted", lambda: ENCRYPTED),
        ("file_type_not_allowed", lambda: COMPOUND + bytes(600)),
        ("file_type_not_allowed", lambda: b"MZ\x90\0" + bytes(60)),
        ("file_type_not_allowed", lambda: b"%PDF-1.7\n"),
        ("file_type_not_allowed", lambda: b"\xef\xbb\xbf <html><table><tr><td>1</table>"),
        ("file_type_not_allowed", lambda: pack({"word/document.xml": "<x/>"})),
        ("file_type_not_allowed", lambda: pack(parts(worksheet(""), main=MACRO_TYPE))),
        ("file_type_not_allowed", lambda: pack(parts(worksheet(""), main="text/xml"))),
        ("file_type_not_allowed", lambda: with_part("xl/vbaProject.bin")),
        ("file_type_not_allowed", lambda: with_part("xl/externalLinks/externalLink1.xml", "<x/>")),
        ("file_type_not_allowed", lambda: with_part("xl/embeddings/oleObject1.bin")),
        ("file_type_not_allowed", lambda: with_part("xl/connections.xml", "<x/>")),
        ("no_rows", lambda: b""),
        ("no_rows", lambda: b" \r\n \n"),
        ("no_rows", lambda: pack(parts(worksheet("")))),
        ("no_rows", lambda: pack(parts(worksheet(cells(GOOD)), states=["hidden"]))),
        ("too_many_rows", lambda: workbooks.workbook([HEADER] * 21)),
        ("too_many_rows", lambda: pack(parts(worksheet(cells([HEADER], start=1_048_576))))),
        ("too_many_columns", lambda: pack(parts(worksheet('<c r="XFD1"><v>1</v></c>')))),
        ("field_too_long", lambda: workbooks.workbook([HEADER, ["x" * 2001, 1]])),
        ("too_many_rows", lambda: b"region,value\n" * 21),
        ("too_many_columns", lambda: b"," * 101 + b"x"),
        ("field_too_long", lambda: b"region,value\n" + b"x" * 2001 + b",1\n"),
        ("field_too_long", lambda: b"region,value\n" + b"x" * 10_000_000),
        ("csv_malformed", lambda: b'region,value\n"530100,1\n530200,2\n'),
        ("csv_malformed", lambda: b'region,value\n"5301"00,1\n'),
        ("csv_malformed", lambda: b"region,value\n5301\x0000,1\n"),
        ("csv_malformed", lambda: b"region;value\n530100;1\n"),
        ("csv_malformed", lambda: b"region\tvalue\n530100\t1\n"),
        ("encoding_unknown", lambda: b"region,value\n\xff\xff,1\n"),
        ("encoding_unknown", lambda: "地区，数值\n".encode() + "昆明市".encode("gb18030")),
        ("encoding_unknown", lambda: b"\xff\xfer\0e\0g"),
    ],
)
def test_a_bad_file_is_refused_whole(code: str, make: Callable[[], bytes]) -> None:
    assert refused(make(), SMALL) == code


def random_bytes(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def declared_in_utf16() -> bytes:
    """A byte search for '<!DOCTYPE' would not see it."""
    return '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16")


def test_ten_megabytes_that_inflate_to_gigabytes_are_not_inflated() -> None:
    whole = parts(worksheet(cells(GOOD)))
    layers = pack({**whole, "xl/media/a.bin": bytes(60 * 1024 * 1024)})
    assert len(layers) < 100_000
    assert refused(layers) == "archive_too_large"


def test_too_many_entries() -> None:
    whole = {**parts(worksheet(cells(GOOD))), **{f"xl/{n}.bin": b"" for n in range(2_000)}}
    assert refused(pack(whole)) == "archive_too_large"


def test_a_csv_fault_names_the_line_its_record_begins_on() -> None:
    with pytest.raises(InvalidInput) as caught:
        read(b'region,value\n"two\nlines",1\n"open,2\n3,4\n')
    assert "第 4 行" in caught.value.fields[0].zh
    assert "Line 4" in caught.value.fields[0].en


def test_an_unknown_encoding_names_the_byte() -> None:
    with pytest.raises(InvalidInput) as caught:
        read(b"region,value\n\xff\xff,1\n")
    assert "第 13 字节" in caught.value.fields[0].zh


@pytest.mark.parametrize(
    ("form", "encoding"),
    [("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("utf-16", "utf-16"), ("gb18030", "gb18030")],
)
def test_every_encoding_chinese_spreadsheets_write_is_read(form: str, encoding: str) -> None:
    grid = read("地区,数值\r\n昆明市,1\r\n".encode(encoding))
    assert grid.form == form
    assert grid.rows[1].cells[0].text == "昆明市"


def test_gb18030_that_begins_like_utf8_is_still_read() -> None:
    """The bytes of 联通 in GBK are well-formed UTF-8 of two other letters."""
    raw = "name,region\n联通,昆明市\n".encode("gb18030")
    assert read(raw).rows[1].cells[0].text == "联通"


def test_rows_keep_the_numbers_a_spreadsheet_shows() -> None:
    assert [row.number for row in read(b"a,b\n\n1,2\n,\n3,4\n").rows] == [1, 3, 5]
    sparse = worksheet(cells([HEADER]) + cells([["530100", 1]], start=7))
    assert [row.number for row in read(pack(parts(sparse))).rows] == [1, 7]


def test_a_dimension_that_claims_the_whole_sheet_is_not_believed() -> None:
    raw = pack(parts(worksheet(cells(GOOD), dimension="A1:XFD1048576")))
    assert texts(raw) == [["region", "value"], ["530100", "12"]]


def test_a_million_blank_formatted_rows_are_no_rows() -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(3, 1_048_577, 10))
    assert len(read(pack(parts(worksheet(cells(GOOD) + blank)))).rows) == 2


def test_numbers_read_as_a_spreadsheet_shows_them() -> None:
    values = [0.1 + 0.2, 1.38, 345.5, 530000, 4355.0, 1e-7, 532501001, 149.2]
    shown = ["0.3", "1.38", "345.5", "530000", "4355", "0.0000001", "532501001", "149.2"]
    assert texts(workbooks.workbook([values])) == [shown]


def test_a_number_too_long_for_a_spreadsheet_is_marked() -> None:
    (row,) = read(workbooks.workbook([[440301199001011232]])).rows
    assert row.cells[0].kind == "lossy"


@pytest.mark.parametrize(("epoch_1904", "shown"), [(False, "2022-06-30"), (True, "2026-07-01")])
def test_dates_follow_the_epoch_of_the_workbook(epoch_1904: bool, shown: str) -> None:
    (row,) = read(workbooks.workbook([[workbooks.day(44742)]], epoch_1904=epoch_1904)).rows
    assert (row.cells[0].text, row.cells[0].kind) == (shown, "date")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (workbooks.Raw("<f>1+1</f><v>2</v>"), "formula"),
        (workbooks.Raw('<f t="shared" si="0"/><v>2</v>'), "formula"),
        (workbooks.Raw("<v>#REF!</v>", ' t="e"'), "broken"),
        (workbooks.Raw("<v>1</v>", ' t="b"'), "text"),
    ],
)
def test_what_a_value_alone_would_not_show(raw: workbooks.Raw, kind: str) -> None:
    (row,) = read(workbooks.workbook([[raw, "x"]])).rows
    assert row.cells[0].kind == kind


def test_cells_without_references_follow_one_another() -> None:
    data = "<row><c><v>1</v></c><c><f>A1</f><v>1</v></c></row><row><c><v>3</v></c></row>"
    rows = read(pack(parts(worksheet(data)))).rows
    assert [cell.kind for cell in rows[0].cells] == ["number", "formula"]
    assert rows[1].cells[0].text == "3"


def test_hidden_sheets_and_rows_are_left_out_with_a_warning() -> None:
    hidden = cells(GOOD).replace('<row r="2">', '<row r="2" hidden="1">')
    shown = worksheet(hidden + cells([["530300", 3]], start=3))
    raw = pack(parts(worksheet(cells([["秘密"]])), shown, states=["hidden"]))
    grid = read(raw)
    assert [row.number for row in grid.rows] == [1, 3]
    assert [w.code for w in grid.warnings] == ["other_sheets_ignored", "hidden_rows_ignored"]


def test_cells_under_a_merged_cell_are_marked() -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    data = cells([HEADER, ["530100", 1], [None, 2]])
    rows = read(pack(parts(worksheet(data, after=merged)))).rows
    assert [row.cells[0].kind for row in rows] == ["text", "text", "merged"]


def test_a_workbook_saved_again_says_the_same_in_other_bytes() -> None:
    once = parts(worksheet(cells([["甲", 1], ["乙", 2]])))
    packed = [pack(once, method) for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)]
    assert packed[0] != packed[1]
    assert read(packed[0]).digest == read(packed[1]).digest
    assert read(packed[0]).digest != read(workbooks.workbook([["甲", 1], ["乙", 3]])).digest
