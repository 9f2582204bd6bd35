"""Cases, counted when the file is opened; a file that is reopened is the same case."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.volunteers.cases import CaseOpened
from services.metrics.counting.cells import Cell, Counters, Delta


def _opened(event: CaseOpened) -> Iterable[Delta]:
    by = f"domain={event.domain};target_group={event.target_group}"
    yield Cell("cases", event.region, event.occurred_on, by), 1


COUNTERS: Counters = {CaseOpened: _opened}
