"""A body of any length in records: however it comes in parts, the records are the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from servicekit.bodies import UnsupportedMediaType
from servicekit.errors import InvalidInput
from servicekit.streaming import AT_ONCE, MAX_RECORD, Records, StreamCutOff, Streamed


def streamed(parts: Sequence[bytes], media: str = "text/csv", whole: bool = True) -> Streamed:
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    end = {"type": "http.request", "more_body": False} if whole else {"type": "http.disconnect"}

    async def receive() -> dict[str, object]:
        return messages.pop(0) if messages else end

    headers = [(b"content-type", media.encode())]
    return Streamed(Request({"type": "http", "method": "POST", "headers": headers}, receive))


async def batches(body: Streamed) -> list[Records]:
    return [batch async for batch in body.batches()]


async def records(body: Streamed) -> list[tuple[int, bytes]]:
    return [record for batch in await batches(body) for record in batch.records]


async def test_a_line_break_inside_quotes_belongs_to_the_record():
    body = streamed([b'\xef\xbb\xbfa,b\r\n\r\n"x\ny",1\r\n"p""q",2\r\nlast,3'])
    assert await records(body) == [(1, b"a,b"), (3, b'"x\ny",1'), (5, b'"p""q",2'), (6, b"last,3")]
    body = streamed([b'{"a": "\\""}\n{}'], "application/x-ndjson")
    assert await records(body) == [(1, b'{"a": "\\""}'), (2, b"{}")]


@given(st.lists(st.binary(max_size=6), max_size=30))
async def test_it_does_not_matter_in_which_parts_a_body_comes(parts: list[bytes]):
    whole = await batches(streamed([b"".join(parts)]))
    assert await batches(streamed(parts)) == whole


async def test_equal_beginnings_have_equal_digests():
    lines = [f"{n}\n".encode() for n in range(2 * AT_ONCE + 1)]
    one = await batches(streamed([b"".join(lines)]))
    other = await batches(streamed([b"".join([*lines[:-1], b"x\n"])]))
    assert [batch.count for batch in one] == [AT_ONCE, 2 * AT_ONCE, 2 * AT_ONCE + 1]
    same = [a.digest == b.digest for a, b in zip(one, other, strict=True)]
    assert same == [True, True, False]


@pytest.mark.parametrize("start", [b"", b'"', b'a\n"\n'])
async def test_a_record_too_long_to_be_one_ends_the_reading(start: bytes):
    async def endless() -> AsyncIterator[bytes]:
        yield start
        for _ in range(3 * MAX_RECORD // 100):
            yield b"x" * 99 + (b"\n" if start else b"")

    parts = [part async for part in endless()]
    with pytest.raises(InvalidInput) as refused:
        await records(streamed(parts))
    assert refused.value.fields[0].code == "record_too_long"


async def test_a_body_that_breaks_off_gives_no_half_record():
    with pytest.raises(StreamCutOff):
        await records(streamed([b"a\nb"], whole=False))


@pytest.mark.parametrize("media", ["application/json", "text/csv; charset=utf-16", ""])
def test_another_kind_of_body_is_refused(media: str):
    with pytest.raises(UnsupportedMediaType):
        streamed([], media)
