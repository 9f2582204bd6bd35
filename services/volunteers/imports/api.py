"""Registry files of volunteers over HTTP: send one, see how far it is, read what was refused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import Field

from servicekit import streaming
from servicekit.aggregate import Command
from servicekit.fields import Id, View
from servicekit.idempotency import AttemptOf, IdempotencyKey
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from servicekit.streaming import Streamed
from services.volunteers.imports.record import KEPT, Import, Imports
from services.volunteers.imports.rows import Csv, Ndjson, Reader
from services.volunteers.imports.running import Importing

router = APIRouter(prefix="/api/volunteers/people-imports", tags=["imports 导入"])

Writer = Annotated[Actor, Depends(require("volunteers.people.import"))]
Known = Annotated[Imports, Depends(provided(Imports))]
Runner = Annotated[Importing, Depends(provided(Importing))]
Source = Annotated[str, Query(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$", description="文件来自哪个系统")]

_ERRORS = ("行 line", "列 field", "代码 code", "说明", "what is wrong")


class ImportView(View):
    """`rows` so far = created + changed + unchanged + refused; `state`: running | ended. One that
    was stopped stays `running` until it is sent again. The reasons of at most KEPT are kept."""

    id: str
    region: str
    source: str
    state: Annotated[str, Field(pattern="^(running|ended)$")]
    dry_run: bool
    rows: int
    created: int
    changed: int
    unchanged: int
    refused: int
    reasons_kept: int
    started_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, one: Import) -> ImportView:
        return cls(
            id=one.id,
            region=one.region,
            source=one.source,
            state="ended" if one.ended_at else "running",
            dry_run=one.dry_run,
            rows=one.records - one.header,
            created=one.created,
            changed=one.changed,
            unchanged=one.unchanged,
            refused=one.refused,
            reasons_kept=min(one.refused, KEPT),
            started_at=one.started_at,
            ended_at=one.ended_at,
        )


@router.post("", openapi_extra=streaming.BODY)
async def post_import(
    request: Request,
    body: streaming.Body,
    actor: Writer,
    runner: Runner,
    key: IdempotencyKey,
    clock: Now,
    source: Source = "registry",
    dry_run: bool = False,
) -> ImportView:
    """A file of any length: every good row is taken, every other refused with its line. The same
    file again changes nothing; one that was broken off goes on when sent with the same key."""
    attempt = AttemptOf(key, request.method, request.url.path, b"")
    new = Import(
        id=attempt.id(actor.subject),
        region=actor.region,
        source=source,
        form=body.form,
        dry_run=dry_run,
        started_at=clock.now(),
    )
    by = Command(f"{actor.subject} {key}", attempt.fingerprint(actor.subject))
    done = await runner.run(new, _reader(body, actor, source), body.batches(), actor.scope, by)
    return ImportView.of(done)


@router.get("")
async def get_imports(actor: Writer, imports: Known, paging: Paging) -> Page[ImportView]:
    """Those of the caller's area, in order of id."""
    after = str(paging.after[0]) if paging.after else ""
    found = await imports.page(actor.scope, after, paging.limit)
    more = (found[-1].id,) if len(found) == paging.limit else ()
    return paging.page([ImportView.of(one) for one in found], *more)


@router.get("/{import_id}")
async def get_import(import_id: Id, actor: Writer, imports: Known) -> ImportView:
    """How far it is: also while it runs."""
    return ImportView.of(await imports.load(import_id, actor.scope))


@router.get("/{import_id}/refused", response_class=StreamingResponse)
async def get_refused(import_id: Id, actor: Writer, imports: Known) -> StreamingResponse:
    """Refused rows as CSV: line, column, code, what is wrong; nothing of what stood there."""
    one = await imports.load(import_id, actor.scope)
    return StreamingResponse(
        _refused(imports, one.id),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="refused-{one.id}.csv"'},
    )


def _reader(body: Streamed, actor: Actor, source: str) -> Reader:
    if body.form == "csv":
        return Csv(actor.scope, source, body.encoding)
    return Ndjson(actor.scope, source)


async def _refused(imports: Imports, id_: str) -> AsyncIterator[str]:
    yield "\ufeff" + _line(*_ERRORS)
    async for wrong in imports.wrong(id_):
        yield _line(str(wrong.line), wrong.field, wrong.code, wrong.zh, wrong.en)


def _line(*cells: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([re.sub(r"\s+", " ", cell) for cell in cells])
    return buffer.getvalue()
