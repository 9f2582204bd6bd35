"""A small aggregate of the registry's trade, for tests of what every service stands on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from contracts.event import Event
from servicekit.aggregate import Aggregates, Command
from servicekit.clock import Clock, SystemClock
from servicekit.database import Database
from servicekit.scope import Scope
from tests.streams import signed

REGION = "530102001"
YUNNAN = Scope.of("530000")
KUNMING = Scope.of("530100")
HONGHE = Scope.of("532500")


class Station(msgspec.Struct, frozen=True):
    name: str
    staff: int = 0


Decision = tuple[Station, Sequence[Event]]


def hire(station: Station) -> Decision:
    return msgspec.structs.replace(station, staff=station.staff + 1), [signed()]


def planned(name: str = "龙泉") -> Decision:
    return Station(name), [signed()]


def command(key: str, expected: int | None = None, print_: str = "") -> Command:
    return Command(key, print_ or f"print of {key}", expected)


async def stations(
    database: Database,
    wake: Callable[[str, str], None] = lambda _collection, _id: None,
    clock: Clock | None = None,
) -> Aggregates[Station]:
    store = Aggregates(database, "stations", Station, clock or SystemClock(), wake)
    await store.start()
    return store
