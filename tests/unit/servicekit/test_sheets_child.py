"""Reading in a child process: the same answers, and a parser's death is only a refusal."""

from __future__ import annotations

import asyncio
import time

import pytest

from servicekit.errors import InvalidInput
from servicekit.sheets import Limits, SheetReader, read
from servicekit.sheets.limits import MIB
from tests.unit.servicekit import workbooks

FILES = [
    "地区,数值\n昆明市,1\n".encode("gb18030"),
    workbooks.workbook([["region", "value"], ["530100", 1.38], ["530200", workbooks.day(44742)]]),
]


@pytest.mark.parametrize("raw", FILES)
async def test_the_child_reads_what_the_parser_reads(raw: bytes) -> None:
    assert await SheetReader().read(raw) == read(raw)


async def test_a_refusal_crosses_the_process_boundary_whole() -> None:
    with pytest.raises(InvalidInput) as there:
        await SheetReader().read(b"MZ")
    with pytest.raises(InvalidInput) as here:
        read(b"MZ")
    assert there.value.fields == here.value.fields


async def test_the_limit_of_rows_reaches_the_child() -> None:
    with pytest.raises(InvalidInput) as caught:
        await SheetReader(limits=Limits(rows=2)).read(b"a,b\n1,2\n3,4\n")
    assert caught.value.fields[0].code == "too_many_rows"


@pytest.mark.parametrize(
    "limits",
    [Limits(memory_bytes=30 * MIB), Limits(cpu_seconds=0), Limits(wall_seconds=0.01)],
    ids=["memory", "processor", "time"],
)
async def test_a_file_that_exhausts_the_child_is_too_complex(limits: Limits) -> None:
    with pytest.raises(InvalidInput) as caught:
        await SheetReader(limits=limits).read(b"a,b,c,d,e,f,g,h\n" * 19_000)
    assert caught.value.fields[0].code == "file_too_complex"


async def test_the_service_goes_on_while_a_file_is_read() -> None:
    rows: list[list[workbooks.Value]] = [
        ["region", "value"],
        *[["530100", n] for n in range(9_000)],
    ]
    raw = workbooks.workbook(rows)
    reading = asyncio.create_task(SheetReader().read(raw))
    longest, before = 0.0, time.monotonic()
    while not reading.done():
        await asyncio.sleep(0.001)
        now = time.monotonic()
        longest, before = max(longest, now - before), now
    assert len((await reading).rows) == 9_001
    assert longest < 0.5
