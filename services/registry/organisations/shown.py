"""Organisations with what they really do, from the register in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from servicekit.aggregate import Stored
from servicekit.clock import Clock
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from services.registry.organisations.activity import ZOMBIE_DAYS, Activity, activity_of
from services.registry.organisations.domain import Organisation
from services.registry.organisations.views import OrganisationView
from services.registry.purchasing.domain import Contract


class Shown:
    """Listens to both mirrors, so that each organisation's contracts are at hand."""

    def __init__(
        self, organisations: Mirror[Organisation], contracts: Mirror[Contract], clock: Clock
    ) -> None:
        self.organisations = organisations
        self._clock = clock
        self._contracts: dict[str, dict[str, Contract]] = defaultdict(dict)
        contracts.tell(self._contract_changed)

    def activity(self, stored: Stored[Organisation], days: int = ZOMBIE_DAYS) -> Activity:
        contracts = self._contracts[stored.id].values()
        return activity_of(stored.state, contracts, self._clock.today(), days)

    def view(self, stored: Stored[Organisation], days: int = ZOMBIE_DAYS) -> OrganisationView:
        return OrganisationView.of(stored, self.activity(stored, days), self._clock.today())

    def within(self, scope: Scope) -> Iterator[Stored[Organisation]]:
        """In order of id."""
        yield from sorted(self.organisations.within(scope), key=lambda stored: stored.id)

    def _contract_changed(self, _was: Stored[Contract] | None, now: Stored[Contract]) -> None:
        self._contracts[now.state.contractor_id][now.id] = now.state
