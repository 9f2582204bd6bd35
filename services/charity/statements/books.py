"""Statements as books with pages: one open page a book, full ones bound behind it.

A book is a fund's, a gift's or a donor's. Its document holds the open page (at most PAGE lines),
the balances after the last line, and how far in each stream of the journal it has come: effect and
position are one write, so a line is never lost and never stands twice. What a write has filled is
first kept in `binding`, then bound as pages of its own: two writers bind the same page.

    {_id: book, version, bound, lines, binding: [{_id, lines}], balances, positions: {stream: n}}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from servicekit.database import Database, Document, DuplicateKey
from services.charity.statements.line import Balances, Line, posted

PAGE = 100
"""Lines to a page: the first page of any statement is one or two reads."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Lines newest first, with their numbers from 1; `balances` after the newest of all."""

    lines: list[tuple[int, Line]]
    total: int
    balances: Balances


class StatementBooks:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._books = database.collection("statement_books")
        self._pages = database.collection("statement_pages")

    async def start(self) -> None:
        """Nothing to index: everything is read by its id."""

    async def post(self, book: str, lines: Sequence[Line]) -> None:
        """Write these lines, in order; those the book has already are left out."""
        while True:
            document = await self._books.find_one({"_id": book})
            if document is None:
                document = await self._opened(book)
            new = _unknown(document, lines)
            if not new or await self._write(document, new):
                return

    async def read(self, book: str, before: int | None, limit: int) -> Statement:
        """At most `limit` lines numbered below `before`, newest first."""
        document = await self._books.find_one({"_id": book})
        if document is None:
            return Statement([], 0, {})
        total = _bound(document) * PAGE + len(document["lines"])
        last = total if before is None else min(total, before - 1)
        first = max(1, last - limit + 1)
        lines: list[tuple[int, Line]] = []
        for page in range((last - 1) // PAGE, (first - 1) // PAGE - 1, -1) if last else ():
            start = page * PAGE + 1
            held = await self._page(document, page)
            lines += [(start + i, held[i]) for i in reversed(range(len(held)))]
        shown = [(no, line) for no, line in lines if first <= no <= last]
        return Statement(shown, total, document["balances"])

    async def _page(self, document: Document, page: int) -> list[Line]:
        if page == _bound(document):
            return _lines(document["lines"])
        for waiting in document["binding"]:
            if waiting["_id"] == _page_id(document["_id"], page):
                return _lines(waiting["lines"])
        found = await self._pages.find_one({"_id": _page_id(document["_id"], page)})
        return _lines(found["lines"]) if found else []

    async def _opened(self, book: str) -> Document:
        empty: Document = {
            "_id": book,
            "version": 0,
            "bound": 0,
            "lines": [],
            "binding": [],
            "balances": {},
            "positions": {},
        }
        try:
            await self._books.insert_one(dict(empty))
        except DuplicateKey:
            return await self._books.find_one({"_id": book}) or empty
        return empty

    async def _write(self, document: Document, new: Sequence[Line]) -> bool:
        """One conditional write; False when another writer was first."""
        if document["binding"]:
            await self._bind(document)
        after = _after(document, new)
        result = await self._books.update_one(
            {"_id": document["_id"], "version": document["version"]}, {"$set": after}
        )
        if result.matched_count == 1 and after["binding"]:
            await self._bind({**document, **after})
        return bool(result.matched_count == 1)

    async def _bind(self, document: Document) -> None:
        """Full pages become documents of their own; then the book lets go of them."""
        pages = [dict(page) for page in document["binding"]]
        for page in pages:
            try:
                await self._pages.insert_one(page)
            except DuplicateKey:
                continue
        result = await self._books.update_one(
            {"_id": document["_id"], "version": document["version"]},
            {"$set": {"binding": [], "bound": _bound(document)}, "$inc": {"version": 1}},
        )
        if result.matched_count == 1:
            document.update(binding=[], bound=_bound(document), version=document["version"] + 1)


def _after(document: Document, new: Sequence[Line]) -> Document:
    """What the book's document becomes with these lines."""
    lines = [*document["lines"], *(msgspec.to_builtins(line) for line in new)]
    balances, positions = document["balances"], dict(document["positions"])
    for line in new:
        balances = posted(balances, line)
        positions[_field(line.stream)] = line.sequence
    bound = _bound(document)
    binding: list[Document] = []
    while len(lines) >= PAGE:
        page, lines = lines[:PAGE], lines[PAGE:]
        binding.append({"_id": _page_id(document["_id"], bound + len(binding)), "lines": page})
    return {
        "version": document["version"] + 1,
        "bound": bound,
        "lines": lines,
        "binding": binding,
        "balances": balances,
        "positions": positions,
    }


def _unknown(document: Document, lines: Sequence[Line]) -> list[Line]:
    positions: dict[str, int] = document["positions"]
    return [line for line in lines if line.sequence > positions.get(_field(line.stream), 0)]


def _bound(document: Document) -> int:
    """How many pages are full, bound or about to be."""
    return int(document["bound"]) + len(document["binding"])


def _page_id(book: str, page: int) -> str:
    return f"{book}/{page:08}"


def _field(stream: str) -> str:
    """A stream's name as a field of a document: no dots."""
    return stream.replace(".", "_")


def _lines(documents: Sequence[Any]) -> list[Line]:
    return msgspec.convert(list(documents), list[Line])
