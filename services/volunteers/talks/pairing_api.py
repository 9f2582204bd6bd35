"""What comes of talks, over HTTP: interest in a project, and pairing it with whom it takes."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends

from contracts import codes
from contracts.volunteers.projects import Part
from servicekit.fields import Body, Fen, Id, coded
from servicekit.providing import provided
from servicekit.security import Actor, require
from services.volunteers.organisations.copy import Organisations
from services.volunteers.projects import domain as projects_domain
from services.volunteers.projects.changing import Projects
from services.volunteers.projects.project import Change, Project
from services.volunteers.stepping import step
from services.volunteers.talks import domain
from services.volunteers.talks.api import Changing, TalksView
from services.volunteers.talks.domain import Interest
from services.volunteers.talks.refusals import SourceNeeded

router = APIRouter(prefix="/api/volunteers/talks", tags=["talks 项目洽谈会"])

Writer = Annotated[Actor, Depends(require("volunteers.talks.write"))]
Copy = Annotated[Organisations, Depends(provided(Organisations))]
Role = Literal["carry_out", "fund"]


class About(Body):
    """`role`: carry_out 承接 | fund 出资."""

    organisation_id: Id
    project_id: Id
    role: Role = "carry_out"

    @property
    def about(self) -> tuple[str, str, str]:
        return self.organisation_id, self.project_id, self.role


class ExpressInterest(About):
    """A funder names source and amount, whoever would carry it out neither (SourceNeeded)."""

    source: Annotated[str, coded(codes.FUND_SOURCES)] | None = None
    amount_fen: Fen | None = None

    def interest(self) -> Interest:
        named = (self.source is not None, self.amount_fen is not None)
        if named != ((self.role == "fund"),) * 2:
            raise SourceNeeded(pointer="/role")
        return Interest(
            organisation_id=self.organisation_id,
            project_id=self.project_id,
            role=self.role,
            source=self.source or "",
            amount_fen=self.amount_fen or 0,
        )


@router.post("/{talks_id}/interests")
async def post_interest(
    body: ExpressInterest, actor: Writer, change: Changing, organisations: Copy
) -> TalksView:
    """An invited organisation would carry out or fund a project of the table."""
    interest = body.interest()
    await organisations.require_allowed(body.organisation_id, change.today)
    return await change(actor, lambda t: domain.express(t, interest, change.today))


@router.post("/{talks_id}/withdraw-interest")
async def post_withdraw(body: About, actor: Writer, change: Changing) -> TalksView:
    return await change(actor, lambda t: domain.withdraw(t, body.about, change.today))


@router.post("/{talks_id}/pair")
async def post_pair(
    body: About, actor: Writer, change: Changing, projects: Projects, organisations: Copy
) -> TalksView:
    """The project takes one of those interested, decided by its own document: to carry it out one
    organisation only, as funders as many as there are. A repeat finishes what was interrupted."""
    talks = await change.state(actor)
    domain.require_held(talks)
    interest = domain.find(talks, body.about)
    await organisations.require_allowed(body.organisation_id, change.today)
    if not interest.paired:
        await projects.change(
            body.project_id,
            actor.scope,
            step(),
            lambda p: _agreed(p, interest, change),
        )
    return await change(actor, lambda t: domain.record_pairing(t, body.about, change.today))


def _agreed(project: Project, interest: Interest, change: Changing) -> Change:
    if interest.role == "carry_out":
        return projects_domain.pair(project, interest.organisation_id, change.id, change.today)
    part = Part(
        source=interest.source,
        amount_fen=interest.amount_fen,
        funder_id=interest.organisation_id,
    )
    return projects_domain.join_funder(project, part, change.id, change.today)
