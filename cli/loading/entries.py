"""Service entries of NDJSON, one command a line; a repeated load changes nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cli.loading.client import Client, Refused
from cli.loading.files import LoadedFile, Record
from cli.speech import Refusal

PATH = "/api/registry/service-entries"
AT_ONCE = 8
REQUIRED = ("station_id", "occurred_on", "domain", "activity", "target_group")
NUMBERS = ("persons", "person_times", "households", "sessions")
KNOWN = {*REQUIRED, *NUMBERS, "note"}


@dataclass
class Outcome:
    """`refused`: (line number, record, the API's sentence)."""

    sent: int = 0
    refused: list[tuple[int, Record, str]] = field(default_factory=list)


def entry_of(record: Record, row: int) -> Record:
    """The command's body; raises Refusal naming row, column and cure before anything is sent."""
    unknown = sorted(str(name) for name in record if name not in KNOWN)
    if unknown:
        raise _row(
            row, f"列 {unknown[0]} 不认识，请删去", f"unknown column {unknown[0]}: remove it"
        )
    filled = {name: value for name, value in record.items() if value not in (None, "")}
    missing = [name for name in REQUIRED if name not in filled]
    if missing:
        raise _row(row, f"缺少 {missing[0]}，请补上", f"{missing[0]} is missing")
    return {name: _value(name, value, row) for name, value in filled.items()}


def _value(name: str, value: object, row: int) -> object:
    if name not in NUMBERS or isinstance(value, int):
        return value
    text = str(value).strip()
    if not text.isascii() or not text.isdigit():
        raise _row(row, f"{name} 应为整数", f"{name} must be a whole number")
    return int(text)


def _row(row: int, zh: str, en: str) -> Refusal:
    return Refusal(f"第 {row} 行：{zh}（尚未载入任何一行）", f"row {row}: {en}; nothing is loaded")


async def load_entries(
    client: Client, file: LoadedFile, progress: Callable[[int, int], None]
) -> Outcome:
    """Sends every row, eight at a time; a row the API refuses does not hold up the others."""
    waiting = [(n, r, entry_of(r, n)) for n, r in enumerate(file.records, 1) if any(r.values())]
    outcome, total = Outcome(), len(waiting)
    waiting.reverse()  # popped from the end

    async def work() -> None:
        while waiting:
            row, record, body = waiting.pop()
            try:
                await client.post(PATH, body, f"load-{file.digest[:32]}-{row}")
                outcome.sent += 1
            except Refused as refused:
                _note(outcome, row, record, refused)
            progress(outcome.sent + len(outcome.refused), total)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())
    except ExceptionGroup as several:  # eight say the same: one is enough
        raise several.exceptions[0] from None
    outcome.refused.sort(key=lambda refused: refused[0])
    return outcome


def _note(outcome: Outcome, row: int, record: Record, refused: Refused) -> None:
    if refused.status == 401:
        raise Refusal(
            "令牌无效或已过期；用 ./wushe token 取新的，再以 --token 重试",
            "the token is not valid (any more): get one with ./wushe token, pass it by --token",
        )
    outcome.refused.append((row, record, "；".join(refused.lines(3))))


def write_refused(path: Path, refused: Sequence[tuple[int, Record, str]]) -> Path:
    """The refused rows as a file of their own: corrected and loaded, it doubles no other row."""
    target = path.with_name(f"{path.stem}.refused.ndjson")
    lines = [json.dumps(record, ensure_ascii=False) for _, record, _ in refused]
    target.write_text("\n".join(lines) + "\n")
    return target
