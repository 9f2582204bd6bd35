"""The register of the five parties 五社 of an area: bodies that take part, and their roles. Pure.

Social workers and volunteers are people: the registry and this service's own list of volunteers
keep them, by opaque id.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from contracts.volunteers.parties import PartyEnded, PartyEvent, PartyRegistered
from servicekit.errors import DomainError

ROLES = {
    "community": ("平台", "platform"),
    "organisation": ("载体", "carrier"),
    "social_worker": ("支撑", "support"),
    "volunteer": ("辅助", "help"),
    "charity": ("补充", "supplement"),
}
"""Each party's role in the linkage."""

BODIES = ("community", "organisation", "charity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A body on the register, until `ended_on`."""

    name: str
    region: str
    party: str
    domains: tuple[str, ...]
    organisation_id: str = ""
    ended_on: date | None = None


Change = tuple[Member, list[PartyEvent]]


class PeopleElsewhere(DomainError):
    code = "people_kept_elsewhere"
    status = 422
    zh = "社会工作者和志愿者是个人，在人员和志愿者登记中管理，不在此登记。"
    en = "Social workers and volunteers are people and are kept where people are registered."


class MemberOver(DomainError):
    code = "member_over"
    zh = "该成员已退出。"
    en = "The member has left the register."


def enter(member: Member, today: date) -> Change:
    """Raises PeopleElsewhere."""
    if member.party not in BODIES:
        raise PeopleElsewhere(pointer="/party")
    event = PartyRegistered(
        region=member.region,
        occurred_on=today,
        party=member.party,
        name=member.name,
        domains=member.domains,
        organisation_id=member.organisation_id,
    )
    return member, [event]


def end(member: Member, reason: str, today: date) -> Change:
    if member.ended_on is not None:
        raise MemberOver()
    event = PartyEnded(region=member.region, occurred_on=today, party=member.party, reason=reason)
    return replace(member, ended_on=today), [event]
