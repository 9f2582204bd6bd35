"""Many documents inserted at once, by parts; those already there stay as they are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from servicekit.database import Collection, Document
from servicekit.errors import KeyReused

LOOKED_UP = 200
"""Ids asked for at once: the embedded store takes far more than twice as long for twice as many."""
WITHOUT_PENDING: Mapping[str, int] = {"pending": 0}
STATE_ONLY: Mapping[str, int] = {"pending": 0, "keys": 0}


async def insert_missing(
    documents: Collection, new: Sequence[Document], key: str, fingerprint: str
) -> list[Document]:
    """Insert those that are not there and return them.

    Raises KeyReused, before anything is inserted, when one was made under `key` for something
    else; StoreError for a duplicate when another process was faster: then look again.
    """
    there: set[str] = set()
    ids = [document["_id"] for document in new]
    async for document in found(documents, ids, {"_id": 1, "keys": 1}):
        _refuse_reuse(document, key, fingerprint)
        there.add(document["_id"])
    missing = [document for document in new if document["_id"] not in there]
    if missing:
        await documents.insert_many(missing, ordered=False)
    return missing


async def found(
    documents: Collection, ids: Sequence[str], shown: Mapping[str, int] = WITHOUT_PENDING
) -> AsyncIterator[Document]:
    """Those of these ids that exist."""
    for first in range(0, len(ids), LOOKED_UP):
        part = list(ids[first : first + LOOKED_UP])
        async for document in documents.find({"_id": {"$in": part}}, dict(shown)):
            yield document


def made_under(document: Document, key: str) -> int:
    """The version a command of this key made, as far as the document remembers; else 0."""
    return next((int(seen["version"]) for seen in document["keys"] if seen["key"] == key), 0)


def _refuse_reuse(document: Document, key: str, fingerprint: str) -> None:
    for seen in document["keys"]:
        if seen["key"] == key and seen["print"] != fingerprint:
            raise KeyReused()
