"""Published reports, kept as they were: the bytes that were hashed are those that are served."""

from __future__ import annotations

from servicekit.database import Database, DuplicateKey
from servicekit.errors import NotFound
from services.metrics.rounds.report import Report


class ClosedReports:
    """By round and hash: a report kept and then not published harms nobody."""

    def __init__(self, database: Database) -> None:
        self._reports = database.collection("closed_reports")

    async def keep(self, round_id: str, report: Report) -> None:
        document = {"_id": f"{round_id}/{report.hash}", "text": report.text}
        try:
            await self._reports.insert_one(document)
        except DuplicateKey:
            return

    async def text(self, round_id: str, report_hash: str) -> bytes:
        """Raises NotFound before it is published."""
        found = await self._reports.find_one({"_id": f"{round_id}/{report_hash}"})
        if not report_hash or found is None:
            raise NotFound()
        return bytes(found["text"])
