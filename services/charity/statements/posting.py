"""Keeps the statements in step with the journal of gifts: every movement in the books it concerns.

Positions are per book and stream, in the book's own document (`books.py`); the reader's own
position, written behind them, only says where to begin after a start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from contracts.catalogue import reader
from contracts.charity.gifts import GiftEvent
from contracts.topics import TOPICS
from servicekit import crash
from servicekit.database import Database, StoreError
from servicekit.journal import Entry, Journal, stream_of
from services.charity.statements.books import StatementBooks
from services.charity.statements.line import Line, line_of

log = structlog.get_logger(__name__)

TOPIC = "charity.gifts"
POLL_SECONDS = 0.5
AT_ONCE = 500


class Posting:
    """A component: follows the journal from where it was."""

    def __init__(self, database: Database, journal: Journal, books: StatementBooks) -> None:
        self._positions = database.collection("statement_positions")
        self._journal = journal
        self._books = books
        self._seen: dict[str, int] = {}
        self._reader = reader()
        self._following: asyncio.Task[None] | None = None

    async def start(self) -> None:
        for number in range(TOPICS[TOPIC].partitions):
            stream = stream_of(TOPIC, number)
            known = await self._positions.find_one({"_id": stream})
            self._seen[stream] = int(known["sequence"]) if known else 0
        await self.catch_up()
        self._following = asyncio.create_task(self._follow(), name="statements")

    async def stop(self) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    async def catch_up(self) -> None:
        """Post everything that is in the journal by now."""
        for stream in self._seen:
            while await self._post(stream):
                pass

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self.catch_up()
            except StoreError as error:
                log.warning("statements_behind", exc_info=error)

    async def _post(self, stream: str) -> bool:
        entries = await self._journal.read(stream, self._seen[stream], AT_ONCE)
        if not entries:
            return False
        for book, lines in self._by_book(entries).items():
            await self._books.post(book, lines)
        crash.point("statement_posted")
        last = entries[-1].sequence
        change = {"$max": {"sequence": last}}
        await self._positions.update_one({"_id": stream}, change, upsert=True)
        self._seen[stream] = last
        return len(entries) == AT_ONCE

    def _by_book(self, entries: Sequence[Entry]) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for entry in entries:
            event = self._reader.read(entry.envelope.type, entry.envelope.data.encode())
            if not isinstance(event, GiftEvent):
                continue
            line = line_of(entry, event)
            for book in (entry.envelope.subject, event.fund_id, event.donor_id):
                if line is not None and book:
                    found.setdefault(book, []).append(line)
        return found
