"""A file of one kind over HTTP: everything wrong with it is said, or all of it is entered."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Form, Query

from servicekit.aggregate import Aggregates, Command
from servicekit.commands import command
from servicekit.fields import View
from servicekit.providing import Now
from servicekit.security import Actor, require
from servicekit.sheets import Grid, Sheet
from servicekit.sheets.upload import Notice, Uploaded
from services.registry.sheets.kind import Made, Sender, SheetKind, new_ones

S = TypeVar("S")

AT_ONCE = 1_000
"""Rows written together; between two parts the service answers others."""


class SheetImported(View):
    """`created` rows were new; `already_there` rows had been entered before and stay as they
    are. A dry run creates nothing, and counts as `already_there` only rows that give their id."""

    kind: str
    rows: int
    created: int
    already_there: int
    form: str
    dry_run: bool
    warnings: list[Notice]


def import_router(kind: SheetKind[S], store: Aggregates[S]) -> APIRouter:
    router = APIRouter(prefix=kind.path, tags=["sheets 表格"])
    writer = require(kind.write)

    @router.post("/import", summary=f"导入{kind.zh} / import {kind.en}")
    async def post_import(
        file: Uploaded,
        actor: Annotated[Actor, Depends(writer)],
        clock: Now,
        dry_run: Annotated[bool, Query(description="只检查，不导入")] = False,
        dry_run_field: Annotated[bool, Form(alias="dry_run")] = False,
    ) -> SheetImported:
        """Enter every row of an XLSX or CSV file, or say everything that is wrong with it.

        422 with every mistake, 403 when a row is out of scope. Sending a file again adds what an
        interruption left out, and nothing twice.
        """
        grid = await file.grid(kind.limits)
        sender = Sender(actor.scope, clock.today(), grid.digest)
        sheet, made = await asyncio.to_thread(_read, kind, grid, sender)
        new = await _judged(kind, store, sheet, made, actor)
        only_check = dry_run or dry_run_field
        created = 0 if only_check else await _create(store, new, command(file.attempt(), actor))
        there = len(made) - (len(new) if only_check else created)
        return SheetImported(
            kind=kind.name,
            rows=len(made),
            created=created,
            already_there=there,
            form=sheet.form,
            dry_run=only_check,
            warnings=file.show(sheet.warnings),
        )

    return router


def _read(kind: SheetKind[S], grid: Grid, sender: Sender) -> tuple[Sheet, Sequence[Made[S]]]:
    sheet = Sheet.of(grid, kind.all_columns)
    return sheet, kind.read(sheet, sender)


async def _judged(
    kind: SheetKind[S], store: Aggregates[S], sheet: Sheet, made: Sequence[Made[S]], actor: Actor
) -> list[Made[S]]:
    """The rows to be entered. Raises RowsRefused for all that is wrong with any row."""
    given = [one.given for one in made if one.given]
    parts = [given[n : n + AT_ONCE] for n in range(0, len(given), AT_ONCE)]
    found = [stored for part in parts for stored in await store.load_many(part)]
    there = {stored.id: stored.state for stored in found if actor.scope.allows(stored.region)}
    new = new_ones(sheet, made, there, kind.same)
    sheet.faults.refuse()
    return new


async def _create(store: Aggregates[S], new: Sequence[Made[S]], by: Command) -> int:
    """In parts: an interruption leaves whole records, and the file may be sent again."""
    created = 0
    for first in range(0, len(new), AT_ONCE):
        part = [(one.id, one.region, one.change) for one in new[first : first + AT_ONCE]]
        created += await store.create_many(part, by)
    return created
