"""An award and its proposal are two documents: what one says and the other has not heard.

The call decides first that there is an award, the proposal that it is given up; the number of the
award, never used twice in a call, says which of the two came last.
"""

from __future__ import annotations

from servicekit.aggregate import Aggregates
from servicekit.clock import Clock
from servicekit.mirror import Mirror
from servicekit.scope import EVERYWHERE
from services.volunteers.microgrants import call as calls_domain
from services.volunteers.microgrants import proposal as proposals_domain
from services.volunteers.microgrants.call import Award, Call
from services.volunteers.microgrants.proposal import Proposal
from services.volunteers.microgrants.refusals import ProposalStage
from services.volunteers.stepping import step


class Awards:
    """Looks at the mirrors, so that a sweep of settled awards asks nothing of the store."""

    def __init__(
        self,
        calls: tuple[Aggregates[Call], Mirror[Call]],
        proposals: tuple[Aggregates[Proposal], Mirror[Proposal]],
        clock: Clock,
    ) -> None:
        self._calls, self._known_calls = calls
        self._proposals, self._known_proposals = proposals
        self._clock = clock

    async def sweep(self) -> None:
        for stored in self._known_calls.within(EVERYWHERE):
            for proposal_id, award in stored.state.awards.items():
                await self._finish(stored.id, proposal_id, award)

    async def _finish(self, call_id: str, proposal_id: str, award: Award) -> None:
        known = self._known_proposals.get(proposal_id)
        if known is None:
            return
        if known.state.gave_up >= award.number or known.state.stage == "withdrawn":
            await self.take_back(call_id, proposal_id, award.number)
        elif known.state.told_award < award.number:
            await self._tell_if_it_may_hear(proposal_id, award)

    async def _tell_if_it_may_hear(self, proposal_id: str, award: Award) -> None:
        """One withdrawn meanwhile is found so by the next sweep."""
        try:
            await self.tell(proposal_id, award)
        except ProposalStage:
            return

    async def tell(self, proposal_id: str, award: Award) -> None:
        """The proposal hears of the award; a second time is no news."""
        today = self._clock.today()
        await self._proposals.change(
            proposal_id,
            EVERYWHERE,
            step(),
            lambda known: proposals_domain.be_awarded(known, award.amount_fen, award.number, today),
        )

    async def take_back(self, call_id: str, proposal_id: str, number: int) -> None:
        today = self._clock.today()
        await self._calls.change(
            call_id,
            EVERYWHERE,
            step(),
            lambda call: calls_domain.take_back(call, proposal_id, number, today),
        )
