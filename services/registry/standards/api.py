"""Standards over HTTP: set, change and end a rule; read the checklist of an area."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from servicekit.aggregate import Aggregates
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Id, Line, LocalDate, RegionCode, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.policies.register import PolicyRegister
from services.registry.standards import domain
from services.registry.standards.register import Standards
from services.registry.standards.rule import Citation, Rule, Version
from services.registry.standards.views import RuleView

router = APIRouter(prefix="/api/registry/standards", tags=["standards 建站标准"])

Reader = Annotated[Actor, Depends(require("registry.standards.read"))]
Writer = Annotated[Actor, Depends(require("registry.standards.write"))]
Rules = Annotated[Aggregates[Rule], Depends(provided(Aggregates[Rule]))]
Register = Annotated[Standards, Depends(provided(Standards))]
Policies = Annotated[PolicyRegister, Depends(provided(PolicyRegister))]

Threshold = Annotated[int, Field(strict=True, ge=1, le=10**12)]


class Says(Body):
    """`at_least` in the unit of the measure, 1 where the item is there or not; `effective_from`
    is today when left out. `document_id` and `clause` are what it cites."""

    at_least: Threshold
    effective_from: LocalDate | None = None
    document_id: Id
    clause: Line

    def as_version(self, today: date) -> Version:
        cites = Citation(self.document_id, self.clause)
        return Version(self.at_least, self.effective_from or today, cites)


class SetRule(Says):
    """`name` and `have` only for a `local_item`, which a locality adds to the checklist."""

    region: RegionCode
    measure: Annotated[str, coded(codes.STANDARD_MEASURES)]
    kinds: Annotated[
        list[Annotated[str, coded(codes.STATION_KINDS)]], Field(default=[], max_length=20)
    ]
    demonstration_only: bool = False
    name: Line | None = None
    have: Annotated[str, coded(codes.HAVES)] | None = None

    def rule(self, today: date) -> Rule:
        return Rule(
            region=self.region,
            measure=self.measure,
            versions=(self.as_version(today),),
            kinds=tuple(sorted(set(self.kinds))),
            demonstration_only=self.demonstration_only,
            name=self.name or "",
            of_have=self.have or "",
        )


class EndRule(Body):
    on: LocalDate | None = None


class RuleChange:
    """What every change of a rule needs; calling it decides, saves and shows the rule."""

    def __init__(
        self,
        rule_id: Id,
        actor: Writer,
        rules: Rules,
        register: Register,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self._id = rule_id
        self._rules = rules
        self._command = command(attempt, actor, version)
        self.scope = actor.scope
        self.today = clock.today()
        self.standing = register.standing(self.today)

    async def __call__(self, decide: Callable[[Rule], domain.Change]) -> RuleView:
        stored = await self._rules.change(self._id, self.scope, self._command, decide)
        return RuleView.of(stored, self.today, self.standing.documents)


Changing = Annotated[RuleChange, Depends()]


@router.post("", status_code=201)
async def post_rule(
    body: SetRule,
    actor: Writer,
    rules: Rules,
    register: Register,
    policies: Policies,
    attempt: Attempt,
    clock: Now,
) -> RuleView:
    """Set a rule for an area; it may only tighten what holds above."""
    actor.scope.require(body.region)
    policies.get(body.document_id, actor.scope)
    id_, today = attempt.id(actor.subject), clock.today()
    standing = register.standing(today)
    decision = domain.set_rule(id_, body.rule(today), standing)
    stored = await rules.create(id_, body.region, decision, command(attempt, actor))
    return RuleView.of(stored, today, standing.documents)


@router.get("")
async def get_rules(
    actor: Reader,
    register: Register,
    policies: Policies,
    paging: Paging,
    clock: Now,
    region: RegionAsked = None,
    have: Annotated[str | None, Query()] = None,
    measure: Annotated[str | None, Query()] = None,
    on: Annotated[LocalDate | None, Query()] = None,
) -> Page[RuleView]:
    """The rules that hold in an area, those from above among them, on a day; by have, measure."""
    day = on or clock.today()
    have = have and codes.HAVES.require(have, "/have").code
    measure = measure and codes.STANDARD_MEASURES.require(measure, "/measure").code
    after = str(paging.after[0]) if paging.after else ""
    found = [
        stored
        for stored in register.found(actor.scope.narrowed(region))
        if stored.id > after
        and stored.state.on(day) is not None
        and have in (None, stored.state.have)
        and measure in (None, stored.state.measure)
    ]
    shown = found[: paging.limit]
    key = (shown[-1].id,) if len(found) > paging.limit else ()
    views = [RuleView.of(stored, day, policies.documents) for stored in shown]
    return paging.page(views, *key)


@router.get("/{rule_id}")
async def get_rule(
    rule_id: Id, actor: Reader, register: Register, policies: Policies, clock: Now
) -> RuleView:
    """A rule with all its versions."""
    return RuleView.of(register.get(rule_id, actor.scope), clock.today(), policies.documents)


@router.post("/{rule_id}/change")
async def post_change(body: Says, change: Changing, policies: Policies) -> RuleView:
    """The next version of a rule, from a day after the last; the old ones stay on record."""
    policies.get(body.document_id, change.scope)
    version = body.as_version(change.today)
    return await change(lambda rule: domain.change_rule(rule, version, change.standing))


@router.post("/{rule_id}/end")
async def post_end(body: EndRule, change: Changing) -> RuleView:
    """The rule holds no more; what holds above it still does."""
    on = body.on or change.today
    return await change(lambda rule: domain.end_rule(rule, on, change.standing))
