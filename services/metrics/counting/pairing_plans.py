"""What paired areas did with one another: activities held, and those who took part in them.

Goals are aims and count nothing; progress is told of other indicators, which count themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

from contracts.volunteers.pairings import PairingActivityDone
from services.metrics.counting.cells import Cell, Counters, Delta


def _done(event: PairingActivityDone) -> Iterable[Delta]:
    kind = f"kind={event.kind}"
    yield Cell("pairing_activities", event.region, event.occurred_on, kind), 1
    yield Cell("pairing_attendance", event.region, event.occurred_on, kind), event.person_times


COUNTERS: Counters = {PairingActivityDone: _done}
