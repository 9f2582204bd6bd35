"""Projects over HTTP until they are approved: collect, return, revise, pair, approve."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Id, coded
from servicekit.idempotency import Attempt
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE, Scope
from servicekit.security import Actor, require
from services.volunteers.offices import level_of
from services.volunteers.organisations.copy import Organisations
from services.volunteers.projects import domain
from services.volunteers.projects.bodies import (
    Approve,
    CollectProject,
    Pair,
    PartBody,
    Refuse,
    Revise,
    SendBack,
    Unpair,
)
from services.volunteers.projects.changing import Changing, Projects
from services.volunteers.projects.project import STAGES_ZH, Project
from services.volunteers.projects.schemes import Scheme, limits_for
from services.volunteers.projects.views import ProjectView

router = APIRouter(prefix="/api/volunteers/projects", tags=["projects 项目"])

Reader = Annotated[Actor, Depends(require("volunteers.projects.read"))]
Writer = Annotated[Actor, Depends(require("volunteers.projects.write"))]
Approver = Annotated[Actor, Depends(require("volunteers.projects.approve"))]
AllProjects = Annotated[Mirror[Project], Depends(provided(Mirror[Project]))]
Schemes = Annotated[Mirror[Scheme], Depends(provided(Mirror[Scheme]))]
Copy = Annotated[Organisations, Depends(provided(Organisations))]

Stage = Annotated[str, Query(pattern=f"^({'|'.join(STAGES_ZH)})$")]


@router.post("", status_code=201)
async def post_project(
    body: CollectProject,
    actor: Writer,
    projects: Projects,
    organisations: Copy,
    attempt: Attempt,
    clock: Now,
) -> ProjectView:
    """Enter a project; a funder that may take part in nothing is refused at once."""
    actor.scope.require(body.region)
    within = Scope.of(body.region)
    for place in body.places:
        within.require(place)
    await _require_funders(body.parts, organisations, clock)
    decision = domain.collect(body.project(actor.subject), clock.today())
    created = await projects.create(
        attempt.id(actor.subject), body.region, decision, command(attempt, actor)
    )
    return ProjectView.of(created, clock.today())


@router.get("")
async def get_projects(
    actor: Reader,
    projects: AllProjects,
    paging: Paging,
    clock: Now,
    region: RegionAsked = None,
    stage: Annotated[Stage | None, Query()] = None,
    domain: Annotated[Annotated[str, coded(codes.DOMAINS)] | None, Query()] = None,
    organisation_id: Annotated[Id | None, Query()] = None,
    late: Annotated[bool, Query(description="只列有里程碑逾期的")] = False,
) -> Page[ProjectView]:
    """Projects of the caller's area, in order of id."""
    scope, today = actor.scope.narrowed(region), clock.today()

    def wanted(project: Project) -> bool:
        return (
            (stage is None or project.stage == stage)
            and (domain is None or project.domain == domain)
            and (organisation_id is None or project.organisation_id == organisation_id)
            and (not late or (project.stage == "approved" and project.late(today) > 0))
        )

    return mirrored(projects, scope, wanted, paging, lambda s: ProjectView.of(s, today))


@router.get("/{project_id}")
async def get_project(project_id: Id, actor: Reader, projects: Projects, clock: Now) -> ProjectView:
    return ProjectView.of(await projects.load(project_id, actor.scope), clock.today())


@router.post("/{project_id}/return")
async def post_return(body: SendBack, actor: Approver, change: Changing) -> ProjectView:
    """Back to whoever entered it, with what is to be put right."""
    return await change(actor, lambda p: domain.send_back(p, body.reason, change.today))


@router.post("/{project_id}/revise")
async def post_revise(
    body: Revise, actor: Writer, change: Changing, organisations: Copy, clock: Now
) -> ProjectView:
    """A returned project is put right, and goes on where it was."""
    await _require_funders(body.parts, organisations, clock)
    parts = tuple(part.part() for part in body.parts)
    groups = tuple(dict.fromkeys(body.target_groups))
    return await change(actor, lambda p: domain.revise(p, body.name, parts, groups, change.today))


@router.post("/{project_id}/refuse")
async def post_refuse(body: Refuse, actor: Approver, change: Changing) -> ProjectView:
    return await change(actor, lambda p: domain.refuse(p, body.reason, change.today))


@router.post("/{project_id}/pair")
async def post_pair(
    body: Pair, actor: Writer, change: Changing, organisations: Copy
) -> ProjectView:
    """An organisation will carry it out, without talks; one that may take nothing is refused."""
    await organisations.require_allowed(body.organisation_id, change.today)
    return await change(actor, lambda p: domain.pair(p, body.organisation_id, "", change.today))


@router.post("/{project_id}/unpair")
async def post_unpair(body: Unpair, actor: Writer, change: Changing) -> ProjectView:
    return await change(actor, lambda p: domain.unpair(p, body.reason, change.today))


@router.post("/{project_id}/approve")
async def post_approve(
    body: Approve, actor: Approver, change: Changing, schemes: Schemes, organisations: Copy
) -> ProjectView:
    """立项: by an office of the level that the grade and the planned sum need, and by somebody
    else than who entered it. The organisation's standing and the funders' are asked again."""
    project = (await change.projects.load(change.id, actor.scope)).state
    funders = (part.funder_id for part in project.parts)
    for id_ in filter(None, (project.organisation_id, *funders)):
        await organisations.require_allowed(id_, change.today)
    limits = limits_for(project.region, {s.region: s.state for s in schemes.within(EVERYWHERE)})
    milestones = tuple(milestone.milestone() for milestone in body.milestones)
    by = (actor.subject, level_of(actor.region))
    return await change(
        actor,
        lambda p: domain.approve(p, body.kind, body.term, milestones, by, limits, change.today),
    )


"""A limit set above the caller holds for them too."""


async def _require_funders(
    parts: tuple[PartBody, ...], organisations: Organisations, clock: Now
) -> None:
    for part in parts:
        if part.funder_id:
            await organisations.require_allowed(part.funder_id, clock.today())
