"""What the business gauges add to the service; ledger and rounds are there before."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.metrics.rounds import RoundEvent
from contracts.regions import ROOT
from servicekit import areas
from servicekit.aggregate import Aggregates
from servicekit.area_gauges import AreaGauges, Sample
from servicekit.backbone import Backbone
from servicekit.clock import Clock
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from services.metrics.gauges import amounts, reporting, serving
from services.metrics.ledger import Ledger
from services.metrics.rounds.domain import Round


def wire(backbone: Backbone) -> None:
    rounds = backbone.mirror(backbone.part(Aggregates[Round]), RoundEvent.topic)
    measuring = Measuring(backbone.part(Ledger), rounds, backbone.clock)
    backbone.follow(AreaGauges(backbone.name, measuring.measure, backbone.clock, named=True))


class Measuring:
    """Everything this service shows of the areas, at one moment."""

    def __init__(self, ledger: Ledger, rounds: Mirror[Round], clock: Clock) -> None:
        self._ledger = ledger
        self._rounds = rounds
        self._clock = clock

    async def measure(self) -> Iterable[Sample]:
        # On the event loop, where the cube changes: a thread could meet it half folded.
        cube, today, here = self._ledger.cube, self._clock.today(), areas.current()
        known = [stored.state for stored in self._rounds.within(Scope.of(ROOT))]
        return [
            *amounts.samples(cube, here, today),
            *serving.samples(cube, here, today),
            *reporting.samples(known, here, today),
        ]
