"""An import as it runs: a batch is read, judged, written and noted before the next is asked for.

Sending the same file again changes nothing; under the same key it goes on where it was stopped,
after seeing that the beginning is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from contracts.problems import ContractError
from servicekit.aggregate import Aggregates, Command, Stored
from servicekit.clock import Clock
from servicekit.errors import InProgress, KeyReused, OutOfScope
from servicekit.scope import Scope
from servicekit.streaming import Records
from services.volunteers.imports.record import Import, Imports
from services.volunteers.imports.repeats import Seen
from services.volunteers.imports.rows import Reader, Told, Wrong
from services.volunteers.people import domain
from services.volunteers.people.domain import Volunteer

Known = dict[str, tuple[Stored[Volunteer], int]]
CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"


class NumberRepeated(ContractError):
    code = "number_repeated"

    def __init__(self) -> None:
        super().__init__(
            "该编号在文件前面已出现过；以先出现的为准，本行未导入。",
            "This number stood in the file before; the first row counts, this one does not.",
        )


class Importing:
    """`room` returns once what was written before has been taken from memory."""

    def __init__(
        self,
        people: Aggregates[Volunteer],
        imports: Imports,
        clock: Clock,
        room: Callable[[], Awaitable[None]],
    ) -> None:
        self._people = people
        self._imports = imports
        self._clock = clock
        self._room = room
        self._running: set[str] = set()

    async def run(
        self,
        new: Import,
        reader: Reader,
        batches: AsyncIterator[Records],
        scope: Scope,
        command: Command,
    ) -> Import:
        """Raises KeyReused, InProgress, and what the reader says of the header."""
        if new.id in self._running:
            raise InProgress()
        self._running.add(new.id)
        try:
            return await self._run(new, _Rows(reader), batches, scope, command)
        finally:
            self._running.discard(new.id)

    async def _run(
        self,
        new: Import,
        rows: _Rows,
        batches: AsyncIterator[Records],
        scope: Scope,
        command: Command,
    ) -> Import:
        before = await self._imports.known(new.id) or new
        if (before.dry_run, before.source) != (new.dry_run, new.source):
            raise KeyReused()
        now = before
        if now is new:
            await self._imports.save(now)
        read = 0
        async for batch in batches:
            read = batch.count
            told, wrong = rows.judge(batch)
            if read > before.records:
                _require_all_done(read - len(batch.records), before)
                now = await self._do(now, batch, told, wrong, scope, command)
            elif read == before.records and batch.digest != before.digest:
                raise KeyReused()
        return await self._end(now, read)

    async def _end(self, now: Import, read: int) -> Import:
        if read < now.records:
            raise KeyReused()
        if now.ended_at is None:
            now = replace(now, ended_at=self._clock.now())
            await self._imports.save(now)
        return now

    async def _do(
        self,
        now: Import,
        batch: Records,
        told: Sequence[Told],
        wrong: Sequence[Wrong],
        scope: Scope,
        command: Command,
    ) -> Import:
        known = await self._people.touched([one.id for one in told], command.key)
        foreign = [one for one in told if one.id in known and not scope.allows(_home(known, one))]
        refused = [*wrong, *(Wrong.of(one.line, "number", OutOfScope()) for one in foreign)]
        ours = [one for one in told if one not in foreign] if foreign else told
        done = Counter(self._outcome(one, known) for one in ours)
        if not now.dry_run:
            await self._write(ours, known, scope, command)
            await self._room()
        await self._imports.note(now, refused)
        header = len(batch.records) - len(told) - len(wrong)
        now = now.after(batch.count, batch.digest, refused=len(refused), header=header, **done)
        await self._imports.save(now)
        return now

    def _outcome(self, one: Told, known: Known) -> str:
        """What this import does to the volunteer, or did before it was stopped."""
        if one.id not in known:
            return CREATED
        stored, made = known[one.id]
        if made:
            return CREATED if made == 1 else CHANGED
        _, events = domain.tell_again(stored.state, one.volunteer, self._clock.today())
        return CHANGED if events else UNCHANGED

    async def _write(
        self, told: Sequence[Told], known: Known, scope: Scope, command: Command
    ) -> None:
        today = self._clock.today()
        new = [one for one in told if one.id not in known]
        await self._people.create_many(
            [
                (one.id, one.volunteer.region, domain.register_volunteer(one.volunteer, today))
                for one in new
            ],
            command,
        )
        for one in told:
            if one.id in known and not known[one.id][1] and self._outcome(one, known) == CHANGED:
                again = partial(domain.tell_again, told=one.volunteer, today=today)
                await self._people.change(one.id, scope, command, again)


class _Rows:
    """The rows of one file in turn, each number once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._seen = Seen()

    def judge(self, batch: Records) -> tuple[list[Told], list[Wrong]]:
        read = [self._reader.read(line, record) for line, record in batch.records]
        told = [one for one in read if isinstance(one, Told)]
        again = self._seen.add([one.id for one in told])
        repeated = [
            Wrong.of(one.line, "number", NumberRepeated())
            for one, was in zip(told, again, strict=True)
            if was
        ]
        wrong = [one for one in read if isinstance(one, Wrong)]
        first = [one for one, was in zip(told, again, strict=True) if not was]
        return first, sorted([*wrong, *repeated], key=lambda one: one.line)


def _require_all_done(before_batch: int, before: Import) -> None:
    """What was done ended with a batch, or the file has grown since (KeyReused)."""
    if before_batch < before.records:
        raise KeyReused()


def _home(known: Known, one: Told) -> str:
    return known[one.id][0].region
