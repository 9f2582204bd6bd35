"""Supervision 督导: a visit to a station, and findings that are closed with evidence. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.registry.learning import (
    FindingClosed,
    FindingRaised,
    LearningEvent,
    StationSupervised,
)
from servicekit.errors import DomainError


class VisitDate(DomainError):
    code = "date_in_future"
    status = 422
    zh = "日期 {given} 晚于今天 {today}，只能登记已经进行的督导。"
    en = "{given} is after today, {today}; only visits that were made are recorded."


class DueDate(DomainError):
    code = "due_date"
    status = 422
    zh = "整改期限须不早于督导当天（{on}）。"
    en = "A finding is due on the day of the visit ({on}) or later."


class NoSuchFinding(DomainError):
    code = "finding_unknown"
    status = 404
    zh = "没有第 {number} 条发现。"
    en = "There is no finding {number}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`note` stays in the registry; `evidence`: SHA-256 of what shows that it was put right."""

    aspect: str
    due_on: date
    note: str = ""
    closed_on: date | None = None
    evidence: str = ""

    def overdue(self, on: date) -> bool:
        return self.closed_on is None and self.due_on < on


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    station_id: str
    region: str
    kind: str
    mode: str
    on: date
    supervisor_id: str = ""
    findings: tuple[Finding, ...] = ()


Change = tuple[Visit, list[LearningEvent]]


def record_visit(visit: Visit, first_of_year: bool, today: date) -> Change:
    if visit.on > today:
        raise VisitDate(given=visit.on, today=today, pointer="/on")
    for number, finding in enumerate(visit.findings):
        if finding.due_on < visit.on:
            raise DueDate(on=visit.on, pointer=f"/findings/{number}/due_on")
    about: dict[str, Any] = {
        "region": visit.region,
        "occurred_on": visit.on,
        "station_id": visit.station_id,
    }
    supervised = StationSupervised(
        **about,
        kind=visit.kind,
        mode=visit.mode,
        first_of_year=first_of_year,
        supervisor_id=visit.supervisor_id,
    )
    raised = [FindingRaised(**about, aspect=f.aspect, due_on=f.due_on) for f in visit.findings]
    return visit, [supervised, *raised]


def close_finding(visit: Visit, number: int, evidence: str, today: date) -> Change:
    """`number` from 1; closing again changes nothing."""
    if not 1 <= number <= len(visit.findings):
        raise NoSuchFinding(number=number)
    known = visit.findings[number - 1]
    if known.closed_on is not None:
        return visit, []
    closed: list[Any] = list(visit.findings)
    closed[number - 1] = replace(known, closed_on=today, evidence=evidence)
    event = FindingClosed(
        region=visit.region,
        occurred_on=today,
        station_id=visit.station_id,
        aspect=known.aspect,
        late=today > known.due_on,
    )
    return replace(visit, findings=tuple(closed)), [event]
