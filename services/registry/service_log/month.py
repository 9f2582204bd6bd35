"""The entries of one station and month, read by the index that is kept for it."""

from __future__ import annotations

from contracts.periods import Period
from servicekit.aggregate import Aggregates, Stored
from servicekit.scope import Scope
from services.registry.service_log.domain import ServiceEntry

MOST = 20_000
"""More than any station does in a month."""


async def entries_of(
    entries: Aggregates[ServiceEntry], scope: Scope, station_id: str, month: Period
) -> list[Stored[ServiceEntry]]:
    """Those that count, in order of id: voided ones are left out."""
    assert month.start is not None
    assert month.end is not None
    where = {
        "state.facts.station_id": station_id,
        "state.facts.occurred_on": {
            "$gte": month.start.isoformat(),
            "$lte": month.end.isoformat(),
        },
    }
    found = await entries.find(scope, where, limit=MOST)
    return [stored for stored in found if not stored.state.voided]
