"""Invitations: the best are asked, an answer is due in time, then the next in line is asked. Pure.

No more invitations are open than there are places left, so an accepted invitation finds its place
unless somebody claimed it first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from contracts.volunteers.need_life import InvitationDeclined, InvitationLapsed, VolunteerInvited
from servicekit.clock import SHANGHAI, local_date
from servicekit.errors import DomainError
from services.volunteers.needs.domain import Change, Invitation, Need, TooLate
from services.volunteers.needs.life import require_stage

LONGEST_LINE = 100


class NotInvited(DomainError):
    code = "not_invited"
    zh = "该志愿者没有待答复的邀请。"
    en = "The volunteer has no open invitation to this need."


def invite(need: Need, line: Sequence[str], answer_within: timedelta, now: datetime) -> Change:
    """Ask these in their order: as many at once as there are places, the others stand in line.

    Who has a place, was asked before or stands in line already is not asked again. Raises
    NeedStage, TooLate.
    """
    require_stage(need, "open", "邀请")
    if now >= need.window.starts:
        raise TooLate()
    known = {*need.taken, *need.invitations, *need.line}
    new = [id_ for id_ in dict.fromkeys(line) if id_ not in known]
    longer = replace(
        need,
        line=(*need.line, *new)[:LONGEST_LINE],
        answer_minutes=int(answer_within.total_seconds()) // 60,
    )
    return ask_next(longer, now)


def ask_next(need: Need, now: datetime) -> Change:
    """Open as many invitations as there are places for, from the head of the line."""
    free = need.places_left - need.open_invitations
    if need.stage != "open" or now >= need.window.starts or free < 1 or not need.line:
        return need, []
    asked, line = need.line[:free], need.line[free:]
    until = min(now + timedelta(minutes=need.answer_minutes), need.window.starts)
    opened = {id_: Invitation(until=until) for id_ in asked if id_ not in need.taken}
    events: list[Any] = [
        VolunteerInvited(
            **_about(need, now),
            volunteer_id=id_,
            until=until.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        )
        for id_ in opened
    ]
    return need.with_invitations({**need.invitations, **opened}, line), events


def decline(need: Need, volunteer_id: str, now: datetime) -> Change:
    """No, thank you: the next in line is asked in the same breath (NotInvited)."""
    invitation = need.invitations.get(volunteer_id)
    if invitation is None or invitation.answer == "lapsed":
        raise NotInvited()
    if invitation.answer == "declined":
        return need, []
    event = InvitationDeclined(**_about(need, now), volunteer_id=volunteer_id)
    after, events = ask_next(_answered(need, volunteer_id, "declined"), now)
    return after, [event, *events]


def lapse(need: Need, now: datetime) -> Change:
    """Invitations without an answer in time are over; as many others are asked."""
    late = [id_ for id_, i in need.invitations.items() if not i.answer and i.until <= now]
    after = need
    for id_ in late:
        after = _answered(after, id_, "lapsed")
    told: list[Any] = [InvitationLapsed(**_about(need, now), volunteer_id=id_) for id_ in late]
    after, events = ask_next(after, now)
    return after, [*told, *events]


def _answered(need: Need, volunteer_id: str, answer: str) -> Need:
    invitation = replace(need.invitations[volunteer_id], answer=answer)
    return need.with_invitations({**need.invitations, volunteer_id: invitation}, need.line)


def _about(need: Need, now: datetime) -> dict[str, Any]:
    return {
        "region": need.region,
        "occurred_on": local_date(now),
        "domain": need.domain,
        "target_group": need.target_group,
    }
