"""A project and the talks it met somebody at are two documents: the project decides, and says what
it has agreed to at which session; the session records what it has not heard of yet.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from servicekit.aggregate import Aggregates
from servicekit.clock import Clock
from servicekit.mirror import Mirror
from servicekit.scope import EVERYWHERE
from services.volunteers.projects.project import Project
from services.volunteers.stepping import step
from services.volunteers.talks.domain import Change, Talks, record_pairing, table
from services.volunteers.talks.refusals import NoSuchInterest, TalksStage, TooMany


class Agreements:
    """Looks at the mirrors, so that a sweep of what is settled asks nothing of the store."""

    def __init__(
        self,
        projects: Mirror[Project],
        talks: tuple[Aggregates[Talks], Mirror[Talks]],
        clock: Clock,
    ) -> None:
        self._projects = projects
        self._talks, self._known = talks
        self._clock = clock

    async def sweep(self) -> None:
        today = self._clock.today()
        for stored in self._projects.within(EVERYWHERE):
            id_ = stored.id
            for session in stored.state.sessions:
                if not self._on_the_table(session, id_):
                    await self._change(session, partial(table, project_id=id_, today=today))
            for session, organisation, role in stored.state.agreed:
                about = (organisation, id_, role)
                if not self._recorded(session, about):
                    await self._change(session, partial(record_pairing, about=about, today=today))

    def _on_the_table(self, session: str, project_id: str) -> bool:
        known = self._known.get(session)
        return known is None or known.state.stage != "planned" or project_id in known.state.projects

    def _recorded(self, session: str, about: tuple[str, str, str]) -> bool:
        known = self._known.get(session)
        waiting = (i for i in known.state.interests if not i.paired) if known else ()
        return all(interest.about != about for interest in waiting)

    async def _change(self, session: str, decide: Callable[[Talks], Change]) -> None:
        """What the session cannot record any more is left to those who can see it."""
        try:
            await self._talks.change(session, EVERYWHERE, step(), decide)
        except (NoSuchInterest, TalksStage, TooMany):
            return
