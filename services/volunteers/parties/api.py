"""The five parties 五社 over HTTP: the register of an area, and who took part in a need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Id, Line, RegionCode, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.volunteers.needs.domain import Change, Need, Participation
from services.volunteers.organisations.copy import Organisations
from services.volunteers.parties import register, taking_part
from services.volunteers.parties.register import BODIES, ROLES, Member

router = APIRouter(prefix="/api/volunteers/parties", tags=["parties 五社"])
of_needs = APIRouter(prefix="/api/volunteers/needs", tags=["parties 五社"])

Reader = Annotated[Actor, Depends(require("volunteers.parties.read"))]
Writer = Annotated[Actor, Depends(require("volunteers.parties.write"))]
Members = Annotated[Aggregates[Member], Depends(provided(Aggregates[Member]))]
AllMembers = Annotated[Mirror[Member], Depends(provided(Mirror[Member]))]
Needs = Annotated[Aggregates[Need], Depends(provided(Aggregates[Need]))]
Copy = Annotated[Organisations, Depends(provided(Organisations))]

Party = Annotated[str, coded(codes.PARTIES)]
Domains = Annotated[tuple[Annotated[str, coded(codes.DOMAINS)], ...], Field(max_length=8)]


class EnterMember(Body):
    """A community, an organisation or a source of charity, by its public name."""

    name: Line
    region: RegionCode
    party: Party
    domains: Domains = ()
    organisation_id: Id | None = None

    def member(self) -> Member:
        plain = self.model_dump(exclude={"organisation_id"})
        return Member(organisation_id=self.organisation_id or "", **plain)


class EndMember(Body):
    reason: Annotated[str, coded(codes.PARTY_ENDINGS)]


class MemberView(View):
    id: str
    version: int
    name: str
    region: str
    party: str
    domains: tuple[str, ...]
    organisation_id: str | None
    ended_on: date | None

    @classmethod
    def of(cls, stored: Stored[Member]) -> MemberView:
        member = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            name=member.name,
            region=member.region,
            party=member.party,
            domains=member.domains,
            organisation_id=member.organisation_id or None,
            ended_on=member.ended_on,
        )


class RoleView(View):
    """`members`: bodies on the register; null for people, who are kept elsewhere."""

    party: str
    name_zh: str
    role_zh: str
    role_en: str
    members: int | None


class RolesView(View):
    region: str
    parties: list[RoleView]


class StateParty(Body):
    """`evidence`: SHA-256 of what shows it, which stays where it is; `member_id`: who of the
    register it was."""

    party: Party
    evidence: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    member_id: Id | None = None


class WithdrawParty(Body):
    party: Party
    reason: Annotated[str, coded(codes.PARTY_CORRECTIONS)]


class TookPart(View):
    """`basis`: derived from events | stated with evidence | said on confirming, without any."""

    party: str
    took_part: bool
    basis: str | None
    on: date | None
    member_id: str | None


class PartiesView(View):
    need_id: str
    version: int
    met_on: date | None
    count: int
    parties: list[TookPart]

    @classmethod
    def of(cls, stored: Stored[Need]) -> PartiesView:
        need = stored.state
        return cls(
            need_id=stored.id,
            version=stored.version,
            met_on=need.met_on,
            count=len(need.parties),
            parties=[_took_part(need, party) for party in codes.PARTIES.codes],
        )


@router.post("", status_code=201)
async def post_member(
    body: EnterMember,
    actor: Writer,
    members: Members,
    organisations: Copy,
    attempt: Attempt,
    clock: Now,
) -> MemberView:
    """Enter a body on the area's register; a blacklisted organisation is refused."""
    actor.scope.require(body.region)
    if body.organisation_id:
        await organisations.require_allowed(body.organisation_id, clock.today())
    decision = register.enter(body.member(), clock.today())
    return MemberView.of(
        await members.create(
            attempt.id(actor.subject), body.region, decision, command(attempt, actor)
        )
    )


@router.get("")
async def get_members(
    actor: Reader,
    members: AllMembers,
    paging: Paging,
    region: RegionAsked = None,
    party: Annotated[Party | None, Query()] = None,
) -> Page[MemberView]:
    """Those on the register of the caller's area today, in order of id."""

    def wanted(member: Member) -> bool:
        return member.ended_on is None and (party is None or member.party == party)

    return mirrored(members, actor.scope.narrowed(region), wanted, paging, MemberView.of)


@router.get("/roles")
async def get_roles(actor: Reader, members: AllMembers, region: RegionAsked = None) -> RolesView:
    """The five parties, what each is in the linkage, and how many bodies the area has of it."""
    asked = region or actor.region
    inside = members.within(actor.scope.narrowed(asked))
    count = Counter(s.state.party for s in inside if s.state.ended_on is None)
    return RolesView(
        region=asked,
        parties=[
            RoleView(
                party=code.code,
                name_zh=code.name_zh,
                role_zh=ROLES[code.code][0],
                role_en=ROLES[code.code][1],
                members=count[code.code] if code.code in BODIES else None,
            )
            for code in codes.PARTIES
        ],
    )


@router.post("/{member_id}/end")
async def post_end(
    member_id: Id,
    body: EndMember,
    actor: Writer,
    members: Members,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> MemberView:
    by = command(attempt, actor, version)
    return MemberView.of(
        await members.change(
            member_id,
            actor.scope,
            by,
            lambda member: register.end(member, body.reason, clock.today()),
        )
    )


class PartiesChange:
    def __init__(
        self, need_id: Id, needs: Needs, attempt: Attempt, version: IfMatch, clock: Now
    ) -> None:
        self._id = need_id
        self._needs = needs
        self._attempt = attempt
        self._version = version
        self.today = clock.today()

    async def __call__(self, actor: Actor, decide: Callable[[Need], Change]) -> PartiesView:
        by = command(self._attempt, actor, self._version)
        return PartiesView.of(await self._needs.change(self._id, actor.scope, by, decide))


Changing = Annotated[PartiesChange, Depends()]


@of_needs.get("/{need_id}/parties")
async def get_parties(need_id: Id, actor: Reader, needs: Needs) -> PartiesView:
    """Which of the five took part, and how that is known."""
    return PartiesView.of(await needs.load(need_id, actor.scope))


@of_needs.post("/{need_id}/parties")
async def post_party(
    body: StateParty, actor: Writer, change: Changing, members: Members
) -> PartiesView:
    """A coordinator states, with evidence, that one of the five took part; also afterwards."""
    if body.member_id is not None:
        await members.load(body.member_id, actor.scope)
    how = Participation(
        basis=taking_part.STATED,
        on=change.today,
        evidence=body.evidence,
        member_id=body.member_id or "",
    )
    return await change(actor, lambda need: taking_part.join(need, body.party, how, change.today))


@of_needs.post("/{need_id}/parties/withdraw")
async def post_withdraw(body: WithdrawParty, actor: Writer, change: Changing) -> PartiesView:
    """It was stated wrongly; every figure follows."""
    return await change(
        actor, lambda need: taking_part.leave(need, body.party, body.reason, change.today)
    )


def _took_part(need: Need, party: str) -> TookPart:
    known = need.taking_part.get(party)
    said = "said" if party in need.parties else None
    return TookPart(
        party=party,
        took_part=party in need.parties,
        basis=known.basis if known else said,
        on=known.on if known else None,
        member_id=(known.member_id or None) if known else None,
    )
