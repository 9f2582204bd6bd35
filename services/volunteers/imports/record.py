"""What is known of an import while it runs and afterwards: how far it came, what was wrong.

Housekeeping of the service: what an import does to volunteers are their own events.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from servicekit.database import BulkWriteError, Database, Document, is_duplicate
from servicekit.errors import NotFound
from servicekit.scope import Scope
from services.volunteers.imports.rows import Wrong

KEPT = 10_000
"""Refused records whose reason is kept; all are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """`records` done so far, the header included, and the `digest` of exactly those; `created`,
    `changed`, `unchanged` and `refused` add up to the rows among them. `header`: 1 once read."""

    id: str
    region: str
    source: str
    form: str
    dry_run: bool
    started_at: datetime
    ended_at: datetime | None = None
    records: int = 0
    digest: str = ""
    header: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    def after(self, records: int, digest: str, **more: int) -> Import:
        """A further batch is done: `more` of each count."""
        counts = {name: getattr(self, name) + number for name, number in more.items()}
        values: dict[str, Any] = {"records": records, "digest": digest, **counts}
        return replace(self, **values)


class Imports:
    """A component; records and the reasons of refused rows, in two collections."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._records = database.collection("people_imports")
        self._wrong = database.collection("people_import_rows")

    async def start(self) -> None:
        await self._database.index("people_imports", ["region"])

    async def stop(self) -> None:
        """Nothing is held."""

    async def known(self, id_: str) -> Import | None:
        document = await self._records.find_one({"_id": id_})
        return _import(document) if document else None

    async def load(self, id_: str, scope: Scope) -> Import:
        """Raises NotFound, also outside the scope."""
        found = await self.known(id_)
        if found is None or not scope.allows(found.region):
            raise NotFound()
        return found

    async def page(self, scope: Scope, after: str, limit: int) -> list[Import]:
        """In order of id."""
        query = {**scope.filter("region"), "_id": {"$gt": after}}
        cursor = self._records.find(query).sort("_id", 1).limit(limit)
        return [_import(document) async for document in cursor]

    async def save(self, one: Import) -> None:
        plain = msgspec.to_builtins(one)
        document = {"_id": one.id, "region": one.region, "import": plain}
        await self._records.replace_one({"_id": one.id}, document, upsert=True)

    async def note(self, one: Import, wrong: Sequence[Wrong]) -> None:
        """Keep these reasons, as long as fewer than KEPT are kept. Those of a batch that was not
        counted because the process died are there already, and stay."""
        room = wrong[: max(0, KEPT - one.refused)]
        if not room:
            return
        try:
            await self._wrong.insert_many([_row(one.id, each) for each in room], ordered=False)
        except BulkWriteError as error:
            if not is_duplicate(error):
                raise

    async def wrong(self, id_: str) -> AsyncIterator[Wrong]:
        """The reasons kept, in order of line."""
        between = {"_id": {"$gte": f"{id_}/", "$lt": f"{id_}0"}}
        async for document in self._wrong.find(between).sort("_id", 1):
            yield msgspec.convert(document["wrong"], Wrong)


def _import(document: Document) -> Import:
    return msgspec.convert(document["import"], Import)


def _row(id_: str, wrong: Wrong) -> Document:
    return {"_id": f"{id_}/{wrong.line:012}", "wrong": msgspec.to_builtins(wrong)}
