"""Projects for tests: one at each stage, changed where a test says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from contracts.volunteers.projects import Part
from services.volunteers.projects import domain, running
from services.volunteers.projects.project import Milestone, Project, Visit
from services.volunteers.projects.schemes import DEFAULT
from tests.unit.volunteers.mothers import GEJIU, TODAY

STARTS, ENDS = date(2026, 12, 1), date(2027, 11, 30)
ORGANISATION, SESSION = "an-organisation", "a-session"
PARTS = (Part(source="budget", amount_fen=8_000_000), Part(source="charity", amount_fen=4_000_000))
MILESTONES = (
    Milestone(title="走访建档", due_on=date(2027, 1, 31)),
    Milestone(title="结项", due_on=date(2027, 11, 30)),
)


def a_project(**changes: Any) -> Project:
    """120,000 yuan of two funders in Gejiu, entered by somebody called collector."""
    project = Project(
        name="一老一小服务项目",
        region=GEJIU,
        domain="elderly",
        target_groups=("left_behind_elderly",),
        origin="survey",
        parts=PARTS,
        collected_by="collector",
    )
    return replace(project, **changes)


def a_paired_project(**changes: Any) -> Project:
    return replace(domain.pair(a_project(), ORGANISATION, SESSION, TODAY)[0], **changes)


def an_approved_project(**changes: Any) -> Project:
    term, by = (STARTS, ENDS), ("officer", "county")
    paired = a_paired_project()
    approved = domain.approve(paired, "general", term, MILESTONES, by, DEFAULT, TODAY)[0]
    return replace(approved, **changes)


def a_finished_project() -> Project:
    """Every milestone reached, visited once, nothing open."""
    project = an_approved_project()
    for number in (1, 2):
        project = running.reach(project, number, TODAY, TODAY)[0]
    visit = Visit(on=TODAY, result="on_track", evidence="0" * 64)
    return running.supervise(project, visit, TODAY)[0]
