"""What a batch counted, as columns: small to store, quick to add up, whole for the trace. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from contracts.event import Event
from services.metrics.counting import Fact, Plan, Series
from services.metrics.stated import Stated

Ints = npt.NDArray[np.int64]
add_at: Any = np.add.at
"""numpy's stubs know nothing of a tuple of indexes."""
Column = tuple[str, bytes]
"""A column of whole numbers as stored: numpy's name of the narrowest type, and its bytes."""


class Counted(msgspec.Struct, gc=False):
    """One event as counted: which it was, and what it says. `id` and `subject` as on the wire."""

    sequence: int
    id: bytes
    subject: bytes
    kind: type[Event]
    facts: Sequence[Fact]
    stated: Stated | None = None


class Packed(msgspec.Struct, array_like=True):
    """Columns as stored. Event i has sequence `sequences[0] + … + sequences[i]`, a type and
    `facts[i]` facts; fact j is about a region, a day (proleptic ordinal) and a plan, and has as
    many numbers as its plan has series."""

    types: list[str]
    regions: list[str]
    series: list[Series]
    plans: list[list[int]]
    steps: Column
    type_of: Column
    facts: Column
    region: Column
    day: Column
    plan: Column
    numbers: Column


@dataclass(frozen=True, slots=True)
class Rows:
    """Row j adds `values[j]` of event `events[j]` to the cell of `regions[region[j]]`,
    `series[serie[j]]` and day `days[j]`; event i has `sequences[i]` and `types[type_of[i]]`."""

    types: Sequence[str]
    sequences: Ints
    type_of: Ints
    regions: Sequence[str]
    series: Sequence[Series]
    events: Ints
    region: Ints
    serie: Ints
    days: Ints
    values: Ints

    @property
    def indicators(self) -> list[str]:
        return sorted({self.series[serie][0] for serie in np.unique(self.serie)})

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day of its cells."""
        if not len(self.days):
            return None
        return date.fromordinal(int(self.days.min())), date.fromordinal(int(self.days.max()))


def pack(counted: Sequence[Counted]) -> Packed:
    """Columns of events that have facts; what the others said is covered by the position."""
    facts = [fact for item in counted for fact in item.facts]
    regions, days, plans, numbers = zip(*facts, strict=True) if facts else ((), (), (), ())
    types, type_of = _interned([item.kind for item in counted])
    places, region = _interned(regions)
    met, plan = _interned(plans)
    series, of_plans = _series(met)
    sequences = np.array([item.sequence for item in counted], np.int64)
    return Packed(
        types=[kind.type for kind in types],
        regions=places,
        series=series,
        plans=of_plans,
        steps=column(np.diff(sequences, prepend=0)),
        type_of=column(type_of),
        facts=column(np.array([len(item.facts) for item in counted], np.int64)),
        region=column(region),
        day=column(np.array(list(map(date.toordinal, days)), np.int64)),
        plan=column(plan),
        numbers=column(np.array([n or 0 for n in chain.from_iterable(numbers)], np.int64)),
    )


def unpack(packed: Packed) -> Rows:
    plan, counts = numbers_of(packed.plan), numbers_of(packed.facts)
    widths = np.array([len(series) for series in packed.plans], np.int64)
    starts = np.cumsum(widths) - widths
    series = np.array(list(chain.from_iterable(packed.plans)), np.int64)
    facts = np.repeat(np.arange(len(plan)), widths[plan] if len(plan) else 0)
    values = numbers_of(packed.numbers)
    firsts = np.cumsum(widths[plan]) - widths[plan] if len(plan) else plan
    serie = series[starts[plan][facts] + np.arange(len(facts)) - firsts[facts]]
    kept = values != 0
    facts = facts[kept]
    return Rows(
        types=packed.types,
        sequences=np.cumsum(numbers_of(packed.steps)),
        type_of=numbers_of(packed.type_of),
        regions=packed.regions,
        series=packed.series,
        events=np.repeat(np.arange(len(counts)), counts)[facts],
        region=numbers_of(packed.region)[facts],
        serie=serie[kept],
        days=numbers_of(packed.day)[facts],
        values=values[kept],
    )


_WIDTHS = ("<i1", "<i2", "<i4", "<i8")


def column(numbers: Ints) -> Column:
    """In the narrowest type that holds them all."""
    low, high = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    fits = [w for w in _WIDTHS if np.iinfo(w).min <= low and high <= np.iinfo(w).max]
    return fits[0], numbers.astype(fits[0]).tobytes()


def numbers_of(stored: Column) -> Ints:
    return np.frombuffer(stored[1], stored[0]).astype(np.int64)


def _interned(values: Iterable[Any]) -> tuple[list[Any], Ints]:
    """Each value once, in order of appearance, and where each of the sequence stands there."""
    known = list(values)
    table = {value: number for number, value in enumerate(dict.fromkeys(known))}
    return list(table), np.array(list(map(table.__getitem__, known)), np.int64)


def _series(plans: Sequence[Plan]) -> tuple[list[Series], list[list[int]]]:
    table: dict[Series, int] = {}
    numbers = [[table.setdefault(s, len(table)) for s in plan.series] for plan in plans]
    return list(table), numbers


_HEX = np.full(256, 255, np.uint8)
for _digit in b"0123456789abcdef":
    _HEX[_digit] = int(chr(_digit), 16)
_DIGITS = np.frombuffer(b"0123456789abcdef", np.uint8)
_DASHES = np.array([8, 13, 18, 23])
_PLACES = np.setdiff1d(np.arange(36), _DASHES)


def pack_names(names: Sequence[bytes]) -> bytes:
    """Ids, 16 bytes each where all are UUIDs as we write them, else as they are."""
    return _as_uuids(names) or b"n" + msgspec.msgpack.encode(names)


def _as_uuids(names: Sequence[bytes]) -> bytes | None:
    if set(map(len, names)) != {36}:
        return None
    letters = np.frombuffer(b"".join(names), np.uint8).reshape(-1, 36)
    digits = _HEX[letters[:, _PLACES]]
    if (digits == 255).any() or (letters[:, _DASHES] != ord("-")).any():
        return None
    return b"u" + (digits[:, ::2] << 4 | digits[:, 1::2]).tobytes()


def unpack_names(stored: bytes) -> Names:
    if stored[:1] == b"n":
        return Names(None, msgspec.msgpack.decode(stored[1:], type=list[bytes]))
    return Names(stored[1:], ())


@dataclass(frozen=True, slots=True)
class Names:
    """Ids read one by one: a trace shows a few of thousands."""

    uuids: bytes | None
    plain: Sequence[bytes]

    def __getitem__(self, number: int) -> str:
        if self.uuids is None:
            return self.plain[number].decode()
        digits = self.uuids[16 * number : 16 * number + 16].hex()
        parts = digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]
        return "-".join(parts)

    def __iter__(self) -> Iterator[str]:
        return (self[n] for n in range(len(self.uuids) // 16 if self.uuids else len(self.plain)))
