"""Policy documents over HTTP: register, complete, repeal, read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, Field

from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Id, Line, LocalDate, RegionCode, View
from servicekit.idempotency import Attempt, IfMatch
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.policies import domain
from services.registry.policies.domain import PolicyDocument, superseded_by
from services.registry.policies.number import is_complete, parse_number
from services.registry.policies.register import PolicyRegister

router = APIRouter(prefix="/api/registry/policies", tags=["policy documents 政策文件"])

Reader = Annotated[Actor, Depends(require("registry.policies.read"))]
Writer = Annotated[Actor, Depends(require("registry.policies.write"))]
Policies = Annotated[Aggregates[PolicyDocument], Depends(provided(Aggregates[PolicyDocument]))]
Register = Annotated[PolicyRegister, Depends(provided(PolicyRegister))]

DocumentNumber = Annotated[str, Field(max_length=40), AfterValidator(parse_number)]


class RegisterPolicy(Body):
    """`number` as quoted: without its serial, 红办发〔2020〕号, it is marked as lacking."""

    number: DocumentNumber | None = None
    title: Line | None = None
    issuer: Line
    region: RegionCode
    issued_on: LocalDate | None = None
    valid_from: LocalDate | None = None
    valid_until: LocalDate | None = None
    supersedes: Annotated[list[Id], Field(default=[], max_length=20)]


class CompletePolicy(Body):
    number: DocumentNumber | None = None
    title: Line | None = None


class RepealPolicy(Body):
    """`on`: from this day it is in force no more."""

    on: LocalDate | None = None
    repealed_by: Id | None = None


class PolicyView(View):
    """`lacks`: what of number and title is not complete; `in_force` today."""

    id: str
    version: int
    number: str | None
    title: str | None
    issuer: str
    region: str
    issued_on: date | None
    valid_from: date | None
    valid_until: date | None
    supersedes: list[str]
    superseded_by: str | None
    repealed_on: date | None
    repealed_by: str | None
    lacks: list[str]
    in_force: bool


def _view(
    stored: Stored[PolicyDocument], day: date, all_: Mapping[str, PolicyDocument]
) -> PolicyView:
    document = stored.state
    heir = superseded_by(stored.id, day, all_)
    return PolicyView(
        id=stored.id,
        version=stored.version,
        number=document.number or None,
        title=document.title or None,
        issuer=document.issuer,
        region=document.region,
        issued_on=document.issued_on,
        valid_from=document.valid_from,
        valid_until=document.valid_until,
        supersedes=list(document.supersedes),
        superseded_by=heir or None,
        repealed_on=document.repealed_on,
        repealed_by=document.repealed_by or None,
        lacks=list(document.lacks),
        in_force=document.in_force(day) and not heir,
    )


@router.post("", status_code=201)
async def post_policy(
    body: RegisterPolicy,
    actor: Writer,
    policies: Policies,
    register: Register,
    attempt: Attempt,
    clock: Now,
) -> PolicyView:
    """Enter a policy document into the register."""
    actor.scope.require(body.region)
    for older in body.supersedes:
        register.get(older, actor.scope)
    document = PolicyDocument(
        **{
            **body.model_dump(),
            "number": body.number or "",
            "title": body.title or "",
            "supersedes": tuple(body.supersedes),
        }
    )
    id_ = domain.policy_id(document.number) if is_complete(document.number) else ""
    id_ = id_ or attempt.id(actor.subject)
    register.refuse_taken(document.number, but=id_)
    stored = await policies.create(
        id_,
        document.region,
        domain.register_policy(document, clock.today()),
        command(attempt, actor),
    )
    return _view(stored, clock.today(), register.documents)


class PolicyChange:
    """What every change of a document needs; calling it decides, saves and shows it."""

    def __init__(
        self,
        policy_id: Id,
        actor: Writer,
        policies: Policies,
        register: Register,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self.id = policy_id
        self.scope = actor.scope
        self.register = register
        self._policies = policies
        self._command = command(attempt, actor, version)
        self.today = clock.today()

    async def __call__(self, decide: Callable[[PolicyDocument], domain.Change]) -> PolicyView:
        stored = await self._policies.change(self.id, self.scope, self._command, decide)
        return _view(stored, self.today, self.register.documents)


Changing = Annotated[PolicyChange, Depends()]


@router.get("")
async def get_policies(
    actor: Reader,
    register: Register,
    paging: Paging,
    clock: Now,
    region: RegionAsked = None,
    number: Annotated[str | None, Query(max_length=40)] = None,
    lacking: Annotated[bool | None, Query()] = None,
    in_force_on: Annotated[LocalDate | None, Query()] = None,
) -> Page[PolicyView]:
    """Documents in force in the caller's area, those from above among them; by area, by a part of
    the number, by whether something lacks, by the day they are in force on."""
    scope = actor.scope.narrowed(region)
    found = register.found(scope, number, lacking, in_force_on)
    after = str(paging.after[0]) if paging.after else ""
    found = [stored for stored in found if stored.id > after]
    shown = found[: paging.limit]
    key = (shown[-1].id,) if len(found) > paging.limit else ()
    day = in_force_on or clock.today()
    return paging.page([_view(stored, day, register.documents) for stored in shown], *key)


@router.get("/{policy_id}")
async def get_policy(policy_id: Id, actor: Reader, register: Register, clock: Now) -> PolicyView:
    return _view(register.get(policy_id, actor.scope), clock.today(), register.documents)


@router.post("/{policy_id}/complete")
async def post_complete(body: CompletePolicy, change: Changing) -> PolicyView:
    """Add the number or the title that was lacking."""
    change.register.refuse_taken(body.number or "", but=change.id)
    return await change(
        lambda document: domain.complete_policy(
            document, body.number or "", body.title or "", change.today
        )
    )


@router.post("/{policy_id}/repeal")
async def post_repeal(body: RepealPolicy, change: Changing) -> PolicyView:
    """In force no more 废止; the rules that cite it stay until they are ended."""
    if body.repealed_by:
        change.register.get(body.repealed_by, change.scope)
    on = body.on or change.today
    return await change(lambda document: domain.repeal_policy(document, on, body.repealed_by or ""))
