"""The one place that knows the MongoDB driver: motor, or PyMongo's own async client.

Both offer the same calls for what the suite uses (find, insert, update, bulk_write, indexes), so
everything else is written once, against `Collection`. Every write is acknowledged by a majority
and journalled to disk before it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import AsyncMongoClient, UpdateOne
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    DuplicateKeyError,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
    WriteConcernError,
    WTimeoutError,
)

if TYPE_CHECKING:
    from pymongo.asynchronous.collection import AsyncCollection

    Document: TypeAlias = dict[str, Any]
    Collection: TypeAlias = AsyncCollection[Document]
else:
    Document = dict
    Collection = Any

__all__ = [
    "BulkWriteError",
    "Collection",
    "Database",
    "Document",
    "DuplicateKey",
    "StoreError",
    "UpdateOne",
    "is_duplicate",
    "is_outage",
]

DuplicateKey = DuplicateKeyError
StoreError = PyMongoError

_OUTAGES = (
    AutoReconnect,
    ExecutionTimeout,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
    WriteConcernError,
    WTimeoutError,
)
# Server codes that mean "not now": shutdown, not primary, unreachable, interrupted, disk full.
_OUTAGE_CODES = frozenset(
    {6, 7, 50, 89, 91, 112, 189, 262, 9001, 10107, 11600, 11601, 11602, 13435, 13436, 14031}
)

_CLIENTS: dict[str, Any] = {"motor": AsyncIOMotorClient, "pymongo": AsyncMongoClient}
_OPTIONS: dict[str, Any] = {
    "w": "majority",
    "journal": True,
    "tz_aware": True,
    "serverSelectionTimeoutMS": 3000,
    "connectTimeoutMS": 3000,
    "socketTimeoutMS": 10_000,
    "maxPoolSize": 20,
}


def is_outage(error: BaseException) -> bool:
    """True when trying again later may help; the outcome of a write is then unknown."""
    if isinstance(error, _OUTAGES):
        return True
    if isinstance(error, BulkWriteError):
        refused = error.details.get("writeErrors", ())
        unsure = error.details.get("writeConcernErrors", ())
        return bool(unsure) or any(problem.get("code") in _OUTAGE_CODES for problem in refused)
    return isinstance(error, OperationFailure) and error.code in _OUTAGE_CODES


def is_duplicate(error: BaseException) -> bool:
    """True when every refused write hit a unique index: somebody else was there first."""
    if isinstance(error, BulkWriteError):
        refused = error.details.get("writeErrors", ())
        duplicates = all(problem.get("code") == 11000 for problem in refused)
        return bool(refused) and duplicates and not is_outage(error)
    return isinstance(error, DuplicateKeyError)


class Database:
    """One service's own database. A component: start() proves it answers, stop() closes it."""

    def __init__(self, uri: str, name: str, driver: str = "motor") -> None:
        self._client: Any = _CLIENTS[driver](uri, **_OPTIONS)
        self._database: Any = self._client[name]
        self.name = name

    def collection(self, name: str) -> Collection:
        found: Collection = self._database[name]
        return found

    async def index(self, collection: str, fields: Sequence[str], *, unique: bool = False) -> None:
        await self.collection(collection).create_index(
            [(field, 1) for field in fields], unique=unique
        )

    async def start(self) -> None:
        await self._client.admin.command("ping")

    async def stop(self) -> None:
        closing = self._client.close()
        if closing is not None:
            await closing

    async def ready(self) -> str | None:
        """None when the store answers, else a sentence for /readyz."""
        try:
            await self._client.admin.command("ping")
        except StoreError:
            return "数据库没有应答 / the store does not answer"
        return None
