"""What if, over HTTP: nothing is written, so it takes no Idempotency-Key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import NAMESPACE_OID, uuid5

from fastapi import APIRouter, Depends
from pydantic import Field

from contracts import codes, regions
from servicekit.errors import OutOfScope
from servicekit.fields import Body, Count, Id, Line, LocalDate, RegionCode
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import Scope
from servicekit.security import Actor, require
from services.registry.checks.answering import require_amount
from services.registry.checks.gaps import Place
from services.registry.checks.places import Places
from services.registry.standards.domain import refuse_looser
from services.registry.standards.measures import LOCAL_ITEM
from services.registry.standards.register import Standards
from services.registry.standards.rule import Citation, Rule, Version
from services.registry.standards.rulebook import Rulebook
from services.registry.what_if.domain import (
    StaffMove,
    Supposition,
    compare,
    next_version,
    suppose,
    townships_in,
)
from services.registry.what_if.views import DifferenceView, Outcome

router = APIRouter(prefix="/api/registry/what-if", tags=["what if 政策推演"])

Reader = Annotated[Actor, Depends(require("registry.standards.read"))]
Known = Annotated[Places, Depends(provided(Places))]
Register = Annotated[Standards, Depends(provided(Standards))]
Threshold = Annotated[int, Field(strict=True, ge=1, le=10**12)]


class NewRule(Body):
    """A rule nobody has set yet; it cites nothing until it is set."""

    region: RegionCode
    measure: Annotated[str, Field(max_length=40)]
    at_least: Threshold
    kinds: Annotated[list[Annotated[str, Field(max_length=40)]], Field(default=[], max_length=20)]
    demonstration_only: bool = False

    def rule(self, day: date) -> Rule:
        codes.STANDARD_MEASURES.require(self.measure, "/new_rules/measure")
        kinds = {codes.STATION_KINDS.require(kind, "/new_rules/kinds").code for kind in self.kinds}
        return Rule(
            region=self.region,
            measure=self.measure,
            versions=(Version(self.at_least, day, Citation("", "")),),
            kinds=tuple(sorted(kinds)),
            demonstration_only=self.demonstration_only,
            name="新增检查项" if self.measure == LOCAL_ITEM else "",
        )


class ChangedRule(Body):
    """`at_least` null: the rule is ended."""

    rule_id: Id
    at_least: Threshold | None = None

    def applied(self, rule: Rule, day: date) -> Rule:
        if self.at_least is None:
            return replace(rule, ended_on=day)
        return next_version(rule, self.at_least, day)


class NewStation(Body):
    """`values` by measure: what it would have, staff and money included."""

    name: Line
    region: RegionCode
    kind: Annotated[str, Field(max_length=40)]
    demonstration: bool = False
    values: Annotated[dict[str, Count], Field(default={}, max_length=30)]

    def place(self, number: int) -> Place:
        for item, amount in self.values.items():
            codes.STANDARD_MEASURES.require(item, f"/add_stations/{number}/values/{item}")
            require_amount(item, amount, f"/add_stations/{number}/values/{item}")
        return Place(
            subject="station",
            id=str(uuid5(NAMESPACE_OID, f"what-if/{number}/{self.region}/{self.name}")),
            name=self.name,
            region=self.region,
            kind=codes.STATION_KINDS.require(self.kind, f"/add_stations/{number}/kind").code,
            demonstration=self.demonstration,
            values=dict(self.values),
        )


class MovedStaff(Body):
    from_station: Id
    to_station: Id
    persons: Annotated[int, Field(strict=True, ge=1, le=1000)]
    certified: Annotated[int, Field(strict=True, ge=0, le=1000)] = 0


class WhatIf(Body):
    """All of it at once, under the rules of the day `on`; `region` narrows what is looked at."""

    region: RegionCode | None = None
    on: LocalDate | None = None
    new_rules: Annotated[list[NewRule], Field(default=[], max_length=20)]
    changed_rules: Annotated[list[ChangedRule], Field(default=[], max_length=20)]
    close_stations: Annotated[list[Id], Field(default=[], max_length=200)]
    add_stations: Annotated[list[NewStation], Field(default=[], max_length=50)]
    move_staff: Annotated[list[MovedStaff], Field(default=[], max_length=50)]

    def supposition(
        self, scope: Scope, known: Places, register: Standards, day: date
    ) -> Supposition:
        moves = tuple(
            StaffMove(m.from_station, m.to_station, m.persons, m.certified) for m in self.move_staff
        )
        ids = {*self.close_stations, *(i for m in moves for i in (m.from_id, m.to_id))}
        for id_ in sorted(ids):
            known.require(id_, scope)
        for station in self.add_stations:
            scope.require(station.region)
        return Supposition(
            rules=self._rules(scope, register, day),
            closed=frozenset(self.close_stations),
            added=tuple(s.place(number) for number, s in enumerate(self.add_stations)),
            moves=moves,
        )

    def _rules(self, scope: Scope, register: Standards, day: date) -> dict[str, Rule]:
        standing = register.standing(day)
        rules = dict(standing.rules)
        for changed in self.changed_rules:
            rule = register.get(changed.rule_id, scope).state
            rules[changed.rule_id] = changed.applied(rule, day)
            refuse_looser(rule, rules[changed.rule_id].latest, standing)
        for number, new in enumerate(self.new_rules):
            rule = new.rule(day)
            if not rule.reaches(scope):
                raise OutOfScope()
            refuse_looser(rule, rule.latest, standing)
            rules[f"new-{number}"] = rule
        return rules


@router.post("")
async def post_what_if(
    body: WhatIf, actor: Reader, known: Known, register: Register, paging: Paging, clock: Now
) -> Outcome:
    """Which stations and townships would fall below which rule, and which would recover."""
    day = body.on or clock.today()
    scope = actor.scope.narrowed(body.region)
    what = body.supposition(scope, known, register, day)
    book = register.book(day)
    supposed = Rulebook(what.rules, book.documents, day)
    places = list(known.within(scope))
    found = compare(places, suppose(places, what), book, supposed)
    first = int(paging.after[0] or 0) if paging.after else 0
    shown = found[first : first + paging.limit]
    end = first + len(shown)
    page: Page[DifferenceView] = paging.page(
        [DifferenceView.of(difference, book) for difference in shown],
        *((end,) if end < len(found) else ()),
    )
    return Outcome.of(page, found, [_township(code) for code in townships_in(found)])


def _township(code: str) -> tuple[str, str]:
    region = regions.get(code)
    return code, region.name if region else code
