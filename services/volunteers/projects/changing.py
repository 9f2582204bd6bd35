"""What every change of a project over HTTP needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends

from servicekit.aggregate import Aggregates
from servicekit.commands import command
from servicekit.fields import Id
from servicekit.idempotency import Attempt, IfMatch
from servicekit.providing import Now, provided
from servicekit.security import Actor
from services.volunteers.projects.project import Change, Project
from services.volunteers.projects.views import ProjectView

Projects = Annotated[Aggregates[Project], Depends(provided(Aggregates[Project]))]


class ProjectChange:
    def __init__(
        self, project_id: Id, projects: Projects, attempt: Attempt, version: IfMatch, clock: Now
    ) -> None:
        self.id = project_id
        self.projects = projects
        self.attempt = attempt
        self._version = version
        self.today = clock.today()

    async def __call__(self, actor: Actor, decide: Callable[[Project], Change]) -> ProjectView:
        by = command(self.attempt, actor, self._version)
        saved = await self.projects.change(self.id, actor.scope, by, decide)
        return ProjectView.of(saved, self.today)


Changing = Annotated[ProjectChange, Depends()]
