"""Hours: who was there, and what is credited for it, once. Pure.

The volunteer's own document decides: no two credits of one need, none that overlap, and no more
than a day holds. What was wrong is reversed and told anew, never edited.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from contracts.volunteers.hours import (
    HoursCredited,
    HoursReversed,
    PresenceDisputed,
    PresenceTold,
    VolunteerRated,
)
from contracts.volunteers.people import PersonEvent
from servicekit.clock import local_date
from services.volunteers.hours.refusals import (
    AlreadyCheckedIn,
    AlreadyCredited,
    DayIsFull,
    HoursOverlap,
    NotCheckedIn,
    NotCredited,
    NothingToCredit,
    OutsideTheNeed,
    PresenceInDispute,
    TooShort,
)
from services.volunteers.needs.domain import Need
from services.volunteers.people.domain import Volunteer
from services.volunteers.people.service import Credit, Presence
from services.volunteers.times import Window

MARGIN = timedelta(hours=1)
"""How long before a need starts or after it ends somebody may still be there for it."""
DAY_HOURS = 8
"""The most that is credited for one local day."""
HALF_HOUR = 30
KEPT = timedelta(days=400)
"""How long presences stay; credits stay for good."""

Change = tuple[Volunteer, list[PersonEvent]]


def check_in(volunteer: Volunteer, need_id: str, need: Need, now: datetime) -> Change:
    """They are there, from now on."""
    known = presence_of(volunteer, need_id)
    if known is not None and not known.disputed:
        raise AlreadyCheckedIn()
    _inside(need, Window(now, now))
    open_ = Presence(need_id=need_id, window=Window(now, now), left=False, told_by="self")
    return _told(volunteer, open_, need, now)


def check_out(volunteer: Volunteer, need_id: str, need: Need, now: datetime) -> Change:
    known = presence_of(volunteer, need_id)
    if known is None or known.left:
        raise NotCheckedIn()
    left = replace(known, window=Window(known.window.starts, now), left=True)
    _inside(need, left.window)
    return _told(volunteer, left, need, now)


def tell_presence(
    volunteer: Volunteer, need_id: str, need: Need, window: Window, now: datetime
) -> Change:
    """A leader's list says who was there, from–to; it takes the place of what was told before."""
    if _credit_of(volunteer, need_id) is not None:
        raise AlreadyCredited()
    _inside(need, window)
    if window.ends > now or window.ends <= window.starts:
        raise OutsideTheNeed.of(need.window)
    return _told(volunteer, Presence(need_id=need_id, window=window), need, now)


def dispute(volunteer: Volunteer, need_id: str, need: Need, today: date) -> Change:
    """Somebody says it was not so: nothing is credited until it is told anew."""
    known = presence_of(volunteer, need_id)
    if known is None:
        raise NotCheckedIn()
    if known.disputed:
        return volunteer, []
    event = PresenceDisputed(region=need.region, occurred_on=today, need_id=need_id)
    return _with(volunteer, replace(known, disputed=True)), [event]


def credit_hours(volunteer: Volunteer, need_id: str, need: Need, kind: str) -> Change:
    """Credit confirmed attendance once."""
    presence = presence_of(volunteer, need_id)
    if _credit_of(volunteer, need_id) is not None:
        raise AlreadyCredited()
    if presence is None or not presence.left:
        raise NothingToCredit()
    if presence.disputed:
        raise PresenceInDispute()
    credit = _worth(volunteer, presence, need, kind)
    event = HoursCredited(
        region=need.region,
        occurred_on=credit.day,
        need_id=need_id,
        hours=credit.hours,
        kind=kind,
        domain=need.domain,
    )
    return replace(volunteer, credits=(*volunteer.credits, credit)), [event]


def reverse(volunteer: Volunteer, need_id: str, reason: str, today: date) -> Change:
    """Take a credit back; the presence is disputed until it is told anew."""
    credit = _credit_of(volunteer, need_id)
    if credit is None:
        raise NotCredited()
    taken_back = replace(credit, reversed_on=today, reason=reason)
    after = replace(
        volunteer, credits=tuple(taken_back if c is credit else c for c in volunteer.credits)
    )
    known = presence_of(after, need_id)
    after = _with(after, replace(known, disputed=True)) if known else after
    event = HoursReversed(
        region=credit.region,
        occurred_on=credit.day,
        need_id=need_id,
        hours=credit.hours,
        kind=credit.kind,
        domain=credit.domain,
        reason=reason,
    )
    return after, [event]


def rate(volunteer: Volunteer, need_id: str, stars: int, today: date) -> Change:
    """What those who were helped say, 1..5; a later word takes the place of the earlier."""
    credit = _credit_of(volunteer, need_id)
    if credit is None:
        raise NotCredited()
    if credit.stars == stars:
        return volunteer, []
    rated = replace(credit, stars=stars)
    event = VolunteerRated(
        region=credit.region, occurred_on=today, need_id=need_id, stars=stars, was=credit.stars
    )
    credits = tuple(rated if c is credit else c for c in volunteer.credits)
    return replace(volunteer, credits=credits), [event]


def presence_of(volunteer: Volunteer, need_id: str) -> Presence | None:
    return next((p for p in volunteer.presences if p.need_id == need_id), None)


def whole_hours(window: Window) -> int:
    """Hours as they are credited: half an hour or more over counts as one."""
    minutes = int((window.ends - window.starts).total_seconds()) // 60
    return (minutes + HALF_HOUR) // 60


def _worth(volunteer: Volunteer, presence: Presence, need: Need, kind: str) -> Credit:
    """The credit this presence is worth (TooShort, HoursOverlap, DayIsFull)."""
    day, hours = local_date(presence.window.starts), whole_hours(presence.window)
    counting = [credit for credit in volunteer.credits if credit.counts]
    if hours < 1:
        raise TooShort()
    if any(credit.window.overlaps(presence.window) for credit in counting):
        raise HoursOverlap()
    left = DAY_HOURS - sum(credit.hours for credit in counting if credit.day == day)
    if hours > left:
        raise DayIsFull(cap=DAY_HOURS, left=max(0, left))
    return Credit(
        need_id=presence.need_id,
        window=presence.window,
        hours=hours,
        kind=kind,
        domain=need.domain,
        region=need.region,
        day=day,
    )


def _credit_of(volunteer: Volunteer, need_id: str) -> Credit | None:
    return next((c for c in volunteer.credits if c.need_id == need_id and c.counts), None)


def _inside(need: Need, window: Window) -> None:
    early, late = need.window.starts - MARGIN, need.window.ends + MARGIN
    if not early <= window.starts <= window.ends <= late:
        raise OutsideTheNeed.of(need.window)


def _told(volunteer: Volunteer, presence: Presence, need: Need, now: datetime) -> Change:
    event = PresenceTold(
        region=need.region,
        occurred_on=local_date(presence.window.starts),
        need_id=presence.need_id,
    )
    recent = tuple(p for p in volunteer.presences if p.window.ends > now - KEPT)
    return _with(replace(volunteer, presences=recent), presence), [event]


def _with(volunteer: Volunteer, presence: Presence) -> Volunteer:
    others = (p for p in volunteer.presences if p.need_id != presence.need_id)
    return replace(volunteer, presences=(*others, presence))
