"""Many stations from one file over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query

from servicekit.aggregate import Aggregates, Command
from servicekit.commands import command
from servicekit.errors import NotFound
from servicekit.fields import View
from servicekit.providing import Now, provided
from servicekit.scope import Scope
from servicekit.security import Actor, require
from servicekit.sheets.upload import Notice, Uploaded
from services.registry.stations.domain import Station
from services.registry.stations.imports import Creation, read_stations

router = APIRouter(prefix="/api/registry/stations", tags=["stations 社工站"])

Writer = Annotated[Actor, Depends(require("registry.stations.write"))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]

_AT_ONCE = 1_000


class StationsImported(View):
    """`already_there` rows name stations the register had; those were left as they are."""

    rows: int
    created: int
    already_there: int
    form: str
    dry_run: bool
    warnings: list[Notice]


@router.post("/import")
async def post_stations(
    file: Uploaded,
    actor: Writer,
    stations: Stations,
    clock: Now,
    dry_run: Annotated[bool, Query(description="只检查，不导入")] = False,
    dry_run_field: Annotated[bool, Form(alias="dry_run")] = False,
) -> StationsImported:
    """Enter the signed stations of an XLSX or CSV file, or say everything that is wrong with it.

    422 with every mistake; 403 when a row is out of scope. Sending a file again adds nothing.
    """
    only_check = dry_run or dry_run_field
    read = await asyncio.to_thread(read_stations, await file.grid(), actor.scope)
    known = await _known(stations, read.parents, actor.scope)
    new = await asyncio.to_thread(read.decide, known, clock.today())
    by = command(file.attempt(), actor)
    created = 0 if only_check else await _create(stations, new, by)
    return StationsImported(
        rows=len(new),
        created=created,
        already_there=0 if only_check else len(new) - created,
        form=read.sheet.form,
        dry_run=only_check,
        warnings=file.show(read.sheet.warnings),
    )


async def _known(stations: Aggregates[Station], ids: Iterable[str], scope: Scope) -> set[str]:
    """Those of these stations that exist in the scope."""
    found: set[str] = set()
    for id_ in sorted(ids):
        try:
            found.add((await stations.load(id_, scope)).id)
        except NotFound:
            continue
    return found


async def _create(stations: Aggregates[Station], new: Sequence[Creation], by: Command) -> int:
    """In parts: one that is interrupted leaves whole stations, and the file may be sent again."""
    parts = (new[n : n + _AT_ONCE] for n in range(0, len(new), _AT_ONCE))
    return sum([await stations.create_many(part, by) for part in parts])
