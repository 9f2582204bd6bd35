"""How events become numbers: the only place that knows. Pure.

An event gives dated deltas to cells; a cell is (indicator, region, day, dimensions). Stocks and
flows are both sums of deltas: a stock at a day is the sum of all up to it, a flow in a period the
sum of those inside. A correction takes the old out on its own day and puts the new in on its own.

One module a noun of the trade, each with its COUNTERS; where events come by the million, FACTS
says the same in a form that is quicker to add up.
"""

from __future__ import annotations

from collections.abc import Sequence

from contracts.event import Event
from services.metrics.counting import (
    audits,
    cases,
    designations,
    funding,
    gifts,
    lists,
    microgrants,
    needs,
    organisations,
    pairing_plans,
    parties,
    people,
    projects,
    service_log,
    standards,
    stations,
    volunteers,
)
from services.metrics.counting.cells import (
    Cell,
    Counters,
    Delta,
    Fact,
    FactCounters,
    Plan,
    Series,
    facts,
)

__all__ = ["COUNTERS", "FACTS", "Cell", "Delta", "Fact", "Plan", "Series", "deltas_of", "facts_of"]

COUNTERS: Counters = {
    **stations.COUNTERS,
    **service_log.COUNTERS,
    **needs.COUNTERS,
    **organisations.COUNTERS,
    **people.COUNTERS,
    **volunteers.COUNTERS,
    **gifts.COUNTERS,
    **funding.COUNTERS,
    **audits.COUNTERS,
    **standards.COUNTERS,
    **designations.COUNTERS,
    **projects.COUNTERS,
    **microgrants.COUNTERS,
    **lists.COUNTERS,
    **parties.COUNTERS,
    **pairing_plans.COUNTERS,
    **cases.COUNTERS,
}

FACTS: FactCounters = service_log.FACTS


def deltas_of(event: Event) -> list[Delta]:
    """What an event adds to which cells; an event that concerns no figure adds nothing."""
    count = COUNTERS.get(type(event))
    return [delta for delta in count(event) if delta[1]] if count else []


def facts_of(event: Event) -> Sequence[Fact]:
    """The same as facts."""
    kind = type(event)
    quick = FACTS.get(kind)
    if quick is not None:
        return quick(event)
    count = COUNTERS.get(kind)
    return facts(count(event)) if count else ()
