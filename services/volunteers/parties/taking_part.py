"""Which of the five parties took part in a need: what follows from its events, what is stated.

Kept in the need itself, so that one write decides what was known when both sides confirmed it.
Pure.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from contracts.volunteers.parties import PartyJoined, PartyLeft
from servicekit.errors import DomainError
from services.volunteers.needs.domain import Change, Need, Participation

DERIVED, STATED = "derived", "stated"
OPEN_TO_IT = ("open", "met")


class NotTakingPart(DomainError):
    code = "party_not_taking_part"
    status = 404
    zh = "该方没有参与此需求。"
    en = "That party did not take part in this need."


class FollowsFromEvents(DomainError):
    code = "party_derived"
    zh = "该方的参与由记录得出（如被接受的志愿者、已签收的捐赠），不能撤销；请更正相应的记录。"
    en = "That it took part follows from what was recorded (an accepted volunteer, a gift signed "
    en += "for); correct that instead."


class NeedEndedWithout(DomainError):
    code = "need_stage"
    zh = "只有开放或已完成的需求可以登记参与方。"
    en = "Parties take part in needs that are open or met."


def following(need: Need) -> tuple[str, ...]:
    """What follows from the need itself: volunteers took part where one was accepted."""
    return ("volunteer",) if need.accepted else ()


def with_following(need: Need, today: date) -> Need:
    """The need as it is met: with the parties that follow from its events."""
    new = {p: Participation(basis=DERIVED, on=today) for p in following(need)}
    return replace(
        need,
        parties=tuple(sorted({*need.parties, *new})),
        taking_part={**need.taking_part, **new},
        met_on=today,
    )


def join(need: Need, party: str, how: Participation, today: date) -> Change:
    """A party took part; what is known already is no news, evidence for what was only said is.

    Raises NeedEndedWithout.
    """
    if party in need.taking_part:
        return need, []
    if need.stage not in OPEN_TO_IT:
        raise NeedEndedWithout()
    event = PartyJoined(
        **_about(need, today),
        party=party,
        basis=how.basis,
        was=need.parties,
        evidence=how.evidence,
        member_id=how.member_id,
        met_on=_met_on(need, today),
    )
    after = replace(
        need,
        parties=tuple(sorted({*need.parties, party})),
        taking_part={**need.taking_part, party: how},
    )
    return after, [event]


def leave(need: Need, party: str, reason: str, today: date) -> Change:
    """It was stated wrongly (NotTakingPart, FollowsFromEvents)."""
    if party not in need.parties:
        raise NotTakingPart()
    known = need.taking_part.get(party)
    if known is not None and known.basis == DERIVED:
        raise FollowsFromEvents()
    event = PartyLeft(
        **_about(need, today),
        party=party,
        was=need.parties,
        reason=reason,
        met_on=_met_on(need, today),
    )
    left = {name: how for name, how in need.taking_part.items() if name != party}
    parties = tuple(name for name in need.parties if name != party)
    return replace(need, parties=parties, taking_part=left), [event]


def _met_on(need: Need, today: date) -> date | None:
    return (need.met_on or today) if need.stage == "met" else None


def _about(need: Need, today: date) -> dict[str, Any]:
    return {
        "region": need.region,
        "occurred_on": today,
        "domain": need.domain,
        "target_group": need.target_group,
    }
