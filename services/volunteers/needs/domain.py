"""A need: what help is wanted, where and when, and who has taken which of its places.

A place is *held* first and *accepted* once the volunteer's own calendar has booked the time (see
accepting.py). Held and accepted places together never exceed `places`. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from contracts.volunteers.needs import (
    NeedEvent,
    NeedPosted,
    PlaceHeld,
    PlaceReleased,
    VolunteerAccepted,
)
from servicekit.clock import local_date
from servicekit.errors import Conflict, DomainError, KeyReused, NotFound
from services.volunteers.times import Window

LONGEST = timedelta(days=31)
FURTHEST = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of a need. `attempt` is the request that took it, so that a repeat of that
    request, however late, is known again; `hold` is its number, never used twice in a need."""

    attempt: str
    hold: int
    since: datetime
    accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Asked to come, and to say so before `until`. `answer`: '' while open, accepted, declined,
    lapsed."""

    until: datetime
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """How it is known that one of the five parties took part. `basis`: derived from events |
    stated by a coordinator; `evidence`: SHA-256 of what shows it; `member_id`: who it was."""

    basis: str
    on: date
    evidence: str = ""
    member_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """`taken` maps a volunteer to the place they hold or have; `unsettled` counts the held ones
    (kept beside them so that the store can find such needs), `open_invitations` likewise those
    without an answer; `line` who is asked next. The title stays in this service."""

    title: str
    region: str
    domain: str
    target_group: str
    window: Window
    places: int
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    urgency: str = "normal"
    minors: bool = False
    taken: dict[str, Place] = field(default_factory=dict)
    holds: int = 0
    unsettled: int = 0
    stage: str = "open"
    source: str = "coordinator"
    invitations: dict[str, Invitation] = field(default_factory=dict)
    open_invitations: int = 0
    line: tuple[str, ...] = ()
    answer_minutes: int = 24 * 60
    confirmed_by: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    stars: int = 0
    taking_part: dict[str, Participation] = field(default_factory=dict)
    met_on: date | None = None

    @property
    def places_left(self) -> int:
        return self.places - len(self.taken)

    @property
    def accepted(self) -> int:
        return len(self.taken) - self.unsettled

    def held_before(self, instant: datetime) -> list[tuple[str, Place]]:
        """Who has been holding a place, not yet accepted, since before then."""
        held = ((id_, place) for id_, place in self.taken.items() if not place.accepted)
        return [(id_, place) for id_, place in held if place.since <= instant]

    def with_places(self, taken: dict[str, Place]) -> Need:
        unsettled = sum(not place.accepted for place in taken.values())
        return replace(self, taken=taken, unsettled=unsettled)

    def with_invitations(self, invitations: dict[str, Invitation], line: tuple[str, ...]) -> Need:
        still_open = sum(not invitation.answer for invitation in invitations.values())
        return replace(self, invitations=invitations, open_invitations=still_open, line=line)


Change = tuple[Need, list[NeedEvent]]


class TimeRange(DomainError):
    code = "time_range"
    status = 422
    zh = "结束时间须晚于开始时间和现在，时长不超过 31 天，且在两年以内。"
    en = "A need must end after it starts and after now, last at most 31 days, within two years."


class ShiftFull(DomainError):
    code = "shift_full"
    zh = "该需求的 {places} 个名额已满。"
    en = "All {places} places of this need are taken."


class NeedClosed(DomainError):
    code = "need_closed"
    zh = "该需求尚未通过审核，或已撤回、过期、完成，不能报名。"
    en = "The need is not open: it waits to be checked, or was withdrawn, expired or met."


class AlreadyRegistered(DomainError):
    code = "already_registered"
    zh = "该志愿者已报名此需求。"
    en = "The volunteer has already taken a place of this need."


class TooLate(DomainError):
    code = "too_late"
    zh = "该需求已经开始，不能再报名或退出。"
    en = "The need has started; places can no longer be taken or given back."


class PlaceGone(Conflict):
    """The hold was released meanwhile: its booking was refused to somebody who settled it."""


def require_time(need: Need, now: datetime) -> None:
    """Raises TimeRange."""
    window = need.window
    length = window.ends - window.starts
    too_far = window.ends > now + FURTHEST
    if not timedelta() < length <= LONGEST or window.ends <= now or too_far:
        raise TimeRange(pointer="/ends_at")


def post_need(need: Need, now: datetime) -> Change:
    require_time(need, now)
    event = NeedPosted(
        region=need.region,
        occurred_on=local_date(now),
        domain=need.domain,
        target_group=need.target_group,
        places=need.places,
    )
    return need, [event]


def hold_place(need: Need, volunteer_id: str, attempt: str, now: datetime) -> Change:
    """Take one place, for now. The same attempt again changes nothing.

    Raises KeyReused (the attempt took another's place), AlreadyRegistered, TooLate, ShiftFull.
    """
    mine = next((id_ for id_, p in need.taken.items() if p.attempt == attempt), None)
    if mine == volunteer_id:
        return need, []
    if mine is not None:
        raise KeyReused()
    place = need.taken.get(volunteer_id)
    _require_place(need, place, now)
    held = Place(attempt=attempt, hold=need.holds + 1, since=now)
    after = replace(need, holds=held.hold).with_places({**need.taken, volunteer_id: held})
    event = PlaceHeld(
        region=need.region,
        occurred_on=local_date(now),
        domain=need.domain,
        target_group=need.target_group,
        volunteer_id=volunteer_id,
        hold=held.hold,
        places_left=after.places_left,
    )
    return after, [event]


def _require_place(need: Need, place: Place | None, now: datetime) -> None:
    if place is not None:
        raise AlreadyRegistered()
    if need.stage != "open":
        raise NeedClosed()
    if now >= need.window.starts:
        raise TooLate()
    if need.places_left < 1:
        raise ShiftFull(places=need.places)


def accept_volunteer(need: Need, volunteer_id: str, hold: int, today: date) -> Change:
    """The held place is theirs; raises PlaceGone when that hold is no more."""
    place = need.taken.get(volunteer_id)
    if place is None or place.hold != hold:
        raise PlaceGone()
    if place.accepted:
        return need, []
    after = need.with_places({**need.taken, volunteer_id: replace(place, accepted=True)})
    after = _said_yes(after, volunteer_id)
    event = VolunteerAccepted(
        region=need.region,
        occurred_on=today,
        domain=need.domain,
        target_group=need.target_group,
        volunteer_id=volunteer_id,
        hold=hold,
        places_left=after.places_left,
    )
    return after, [event]


def _said_yes(need: Need, volunteer_id: str) -> Need:
    """Taking a place is an invitation's answer."""
    invitation = need.invitations.get(volunteer_id)
    if invitation is None:
        return need
    said = {**need.invitations, volunteer_id: replace(invitation, answer="accepted")}
    return need.with_invitations(said, need.line)


def release_place(need: Need, volunteer_id: str, hold: int, reason: str, today: date) -> Change:
    """Give a held place back; an accepted or another one stays as it is."""
    place = need.taken.get(volunteer_id)
    if place is None or place.hold != hold or place.accepted:
        return need, []
    return give_up_place(need, volunteer_id, reason, today)


def withdraw_volunteer(need: Need, volunteer_id: str, now: datetime) -> Change:
    """A volunteer who cannot come gives the place back before the need starts.

    Raises NotFound when they have none, TooLate.
    """
    if volunteer_id not in need.taken:
        raise NotFound()
    if now >= need.window.starts:
        raise TooLate()
    return give_up_place(need, volunteer_id, "withdrawn", local_date(now))


def give_up_place(need: Need, volunteer_id: str, reason: str, today: date) -> Change:
    """Their place is free again, whatever it was."""
    left = {id_: place for id_, place in need.taken.items() if id_ != volunteer_id}
    after = need.with_places(left)
    event = PlaceReleased(
        region=need.region,
        occurred_on=today,
        domain=need.domain,
        target_group=need.target_group,
        volunteer_id=volunteer_id,
        hold=need.taken[volunteer_id].hold,
        places_left=after.places_left,
        reason=reason,
    )
    return after, [event]
