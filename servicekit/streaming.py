"""A request body of any length, record by record: nothing of it is ever held but one batch."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request
from starlette.requests import ClientDisconnect

from servicekit.bodies import CSV, NDJSON, UnsupportedMediaType
from servicekit.errors import DomainError, InvalidInput

MAX_RECORD = 64 * 1024
AT_ONCE = 500
_MARK = b"\xef\xbb\xbf"

Form = Literal["csv", "ndjson"]


class StreamCutOff(DomainError):
    """The client left in mid-body; nobody reads this answer, but the log has its code."""

    code = "body_incomplete"
    status = 400
    zh = "请求正文没有收全；请用同一 Idempotency-Key 重发整个文件，已导入的行不会重复。"
    en = "The body broke off. Send the whole file again with the same Idempotency-Key."


@dataclass(frozen=True, slots=True)
class Records:
    """`AT_ONCE` records (fewer at the end), each with the line it begins on. `count` and `digest`
    are of everything up to here, so that equal beginnings of two bodies can be told."""

    records: Sequence[tuple[int, bytes]]
    count: int
    digest: str


class Streamed:
    """A body as it comes: CSV (UTF-8 or GB18030) or NDJSON, by its media type."""

    def __init__(self, request: Request) -> None:
        """Raises UnsupportedMediaType."""
        media, _, rest = request.headers.get("content-type", "").lower().partition(";")
        charset = rest.partition("charset=")[2].strip(' "') or "utf-8"
        encodings = {"utf-8": "utf-8", "utf8": "utf-8", "gb18030": "gb18030", "gbk": "gb18030"}
        forms: dict[str, Form] = {CSV: "csv", NDJSON: "ndjson"}
        if media.strip() not in forms or charset not in encodings:
            raise UnsupportedMediaType(wanted=f"{CSV} / {NDJSON}; charset=utf-8 / gb18030")
        self.form: Form = forms[media.strip()]
        self.encoding = encodings[charset]
        self._request = request

    async def batches(self) -> AsyncIterator[Records]:
        """Raises InvalidInput (record_too_long), StreamCutOff."""
        cut, waiting, count = _Cut(self.form == "csv"), list[tuple[int, bytes]](), 0
        async for chunk in self._chunks():
            waiting += cut.feed(chunk)
            while len(waiting) >= AT_ONCE:
                part, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
                count += len(part)
                yield cut.told(part, count)
        waiting += cut.rest()
        if waiting:
            yield cut.told(waiting, count + len(waiting))

    async def _chunks(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._request.stream():
                yield chunk
        except ClientDisconnect:
            raise StreamCutOff() from None


class _Cut:
    """Bytes into records. A line break inside quotes belongs to the record; in both encodings the
    bytes of a quote and of a line break stand for nothing else."""

    def __init__(self, quoted: bool) -> None:
        self._quoted = quoted
        self._rest = b""
        self._open: list[bytes] = []
        self._line = 0
        self._began = 0
        self._digest = hashlib.sha256()

    def feed(self, chunk: bytes) -> Iterator[tuple[int, bytes]]:
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > MAX_RECORD:
            raise _too_long(self._line + 1)
        for line in lines:
            yield from self._take(line)

    def rest(self) -> Iterator[tuple[int, bytes]]:
        """What stands behind the last line break, and what a quote was left open in."""
        if self._rest:
            yield from self._take(self._rest)
        if self._open:
            yield self._began, b"\n".join(self._open)

    def told(self, records: Sequence[tuple[int, bytes]], count: int) -> Records:
        for _, record in records:
            self._digest.update(record + b"\n")
        return Records(records, count, self._digest.copy().hexdigest())

    def _take(self, line: bytes) -> Iterator[tuple[int, bytes]]:
        self._line += 1
        line = line.removesuffix(b"\r")
        if self._line == 1:
            line = line.removeprefix(_MARK)
        odd = self._quoted and line.count(b'"') % 2 == 1
        if not self._open and not odd:
            if line.strip():
                yield self._line, line
            return
        self._began = self._began if self._open else self._line
        self._open.append(line)
        if sum(map(len, self._open)) > MAX_RECORD:
            raise _too_long(self._began)
        if odd and len(self._open) > 1:
            yield self._began, b"\n".join(self._open)
            self._open = []


def _too_long(line: int) -> InvalidInput:
    return InvalidInput.at(
        f"/lines/{line}",
        "record_too_long",
        f"第 {line} 行起的一条记录超过 64 KiB；请检查引号和换行。",
        f"The record that begins on line {line} is longer than 64 KiB; check quotes and breaks.",
    )


class _TakesStream:
    """The dependency that makes a route one that takes a stream."""

    streams = True

    def __call__(self, request: Request) -> Streamed:
        return Streamed(request)


Body = Annotated[Streamed, Depends(_TakesStream())]

BODY = {
    "requestBody": {
        "required": True,
        "content": {
            CSV: {"schema": {"type": "string"}},
            NDJSON: {"schema": {"type": "string"}},
        },
    }
}
"""`openapi_extra` of such a route."""
