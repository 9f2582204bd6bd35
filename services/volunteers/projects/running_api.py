"""Approved projects over HTTP: milestones, spending, supervision, acceptance, audit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from servicekit.security import Actor, require
from services.volunteers.projects import running
from services.volunteers.projects.bodies import (
    Accept,
    Audit,
    End,
    Reach,
    Rectify,
    ReverseSpending,
    Spend,
    Supervise,
)
from services.volunteers.projects.changing import Changing
from services.volunteers.projects.views import ProjectView

router = APIRouter(prefix="/api/volunteers/projects", tags=["projects 项目"])

Writer = Annotated[Actor, Depends(require("volunteers.projects.write"))]
Spender = Annotated[Actor, Depends(require("volunteers.projects.spend"))]
Approver = Annotated[Actor, Depends(require("volunteers.projects.approve"))]
Auditor = Annotated[Actor, Depends(require("volunteers.projects.audit"))]


@router.post("/{project_id}/reach")
async def post_reach(body: Reach, actor: Writer, change: Changing) -> ProjectView:
    """A milestone is reached."""
    on = body.on or change.today
    return await change(actor, lambda p: running.reach(p, body.milestone, on, change.today))


@router.post("/{project_id}/spend")
async def post_spend(body: Spend, actor: Spender, change: Changing) -> ProjectView:
    """Paid out of one part, never beyond what is planned of it."""
    id_, spending = change.attempt.id(actor.subject), body.spending(change.today)
    return await change(actor, lambda p: running.spend(p, id_, spending, change.today))


@router.post("/{project_id}/reverse")
async def post_reverse(body: ReverseSpending, actor: Spender, change: Changing) -> ProjectView:
    """A spending entered wrongly is taken out on its own day."""
    return await change(actor, lambda p: running.reverse(p, body.spending_id))


@router.post("/{project_id}/supervise")
async def post_supervise(body: Supervise, actor: Approver, change: Changing) -> ProjectView:
    """督导: a visit, and whether something is to be put right."""
    visit = body.visit(change.today)
    return await change(actor, lambda p: running.supervise(p, visit, change.today))


@router.post("/{project_id}/rectify")
async def post_rectify(body: Rectify, actor: Writer, change: Changing) -> ProjectView:
    """What a visit asked for is done."""
    on = body.on or change.today
    return await change(actor, lambda p: running.rectify(p, body.visit, on, change.today))


@router.post("/{project_id}/accept")
async def post_accept(body: Accept, actor: Approver, change: Changing) -> ProjectView:
    """验收: all milestones reached, supervised, nothing open."""
    return await change(actor, lambda p: running.accept(p, body.score, change.today))


@router.post("/{project_id}/audit")
async def post_audit(body: Audit, actor: Auditor, change: Changing) -> ProjectView:
    """审计: the books are closed; a clean audit finds what was entered."""
    return await change(
        actor, lambda p: running.audit(p, body.audited_fen, body.result, change.today)
    )


@router.post("/{project_id}/end")
async def post_end(body: End, actor: Approver, change: Changing) -> ProjectView:
    """Stopped before it was done."""
    return await change(actor, lambda p: running.end(p, body.reason, change.today))
