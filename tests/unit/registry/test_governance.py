from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.registry.governance.domain import (
    BodyOver,
    FollowUp,
    GovernanceBody,
    Meeting,
    MeetingChange,
    NotYet,
    OutOfOrder,
    PostponedToWhen,
    Resolution,
    ResolutionOver,
    ResolutionUnknown,
    State,
    dissolve_body,
    follow_up,
    form_body,
    hold_meeting,
)

TODAY = date(2022, 6, 30)
BODY = GovernanceBody(
    kind="joint_conference", name="五社联动联席会议", region="532500", formed_on=date(2022, 1, 10)
)
MEETING = Meeting(
    body_id="b",
    kind="joint_conference",
    region="532500",
    held_on=date(2022, 4, 8),
    subject="社工站经费",
    resolutions=(
        Resolution("落实站点经费", "finance", date(2022, 5, 31)),
        Resolution("选定示范点", "civil_affairs", date(2022, 7, 31)),
    ),
)


def said(
    meeting: Meeting, state: State, on: date = TODAY, due: date | None = None
) -> MeetingChange:
    return follow_up(meeting, 1, FollowUp(on, state), due, TODAY)


def test_a_body_meets_from_its_forming_to_its_dissolving() -> None:
    _, (event,) = hold_meeting(BODY, MEETING, TODAY)
    assert event.resolutions == 2  # type: ignore[attr-defined]
    with pytest.raises(OutOfOrder):
        hold_meeting(BODY, replace(MEETING, held_on=date(2022, 1, 9)), TODAY)
    dissolved, _ = dissolve_body(BODY, date(2022, 3, 1), TODAY)
    with pytest.raises(BodyOver):
        hold_meeting(dissolved, MEETING, TODAY)
    with pytest.raises(BodyOver):
        dissolve_body(dissolved, TODAY, TODAY)


def test_only_what_has_happened_is_recorded() -> None:
    later = date(2022, 7, 1)
    with pytest.raises(NotYet):
        form_body(replace(BODY, formed_on=later), TODAY)
    with pytest.raises(NotYet):
        hold_meeting(BODY, replace(MEETING, held_on=later), TODAY)
    with pytest.raises(NotYet):
        said(MEETING, State.DONE, later)


def test_a_resolution_is_due_after_the_meeting_that_passed_it() -> None:
    early = Resolution("落实", "finance", date(2022, 4, 7))
    with pytest.raises(OutOfOrder):
        hold_meeting(BODY, replace(MEETING, resolutions=(early,)), TODAY)


def test_a_resolution_is_overdue_until_it_is_done_or_dropped() -> None:
    late, in_time = MEETING.resolutions
    assert late.overdue(TODAY)
    assert not late.overdue(date(2022, 5, 31))
    assert not in_time.overdue(TODAY)
    for state in (State.DONE, State.DROPPED):
        after, (event,) = said(MEETING, state)
        assert not after.resolutions[0].overdue(TODAY)
        assert event.late  # type: ignore[attr-defined]
    under_way, _ = said(MEETING, State.UNDER_WAY)
    assert under_way.resolutions[0].overdue(TODAY)


def test_postponing_moves_the_day_to_a_later_one_and_nothing_else_does() -> None:
    moved, (event,) = said(MEETING, State.POSTPONED, due=date(2022, 8, 31))
    assert not moved.resolutions[0].overdue(TODAY)
    assert (event.was, event.now, event.due_on) == ("open", "postponed", date(2022, 8, 31))  # type: ignore[attr-defined]
    for state, due in (
        (State.POSTPONED, None),
        (State.POSTPONED, date(2022, 5, 31)),
        (State.DONE, date(2022, 8, 31)),
    ):
        with pytest.raises(PostponedToWhen):
            said(MEETING, state, due=due)


def test_what_is_done_is_followed_up_no_more_and_follow_ups_keep_their_order() -> None:
    done, _ = said(MEETING, State.DONE)
    with pytest.raises(ResolutionOver):
        said(done, State.UNDER_WAY)
    under_way, _ = said(MEETING, State.UNDER_WAY, date(2022, 6, 1))
    with pytest.raises(OutOfOrder):
        said(under_way, State.DONE, date(2022, 5, 31))


def test_only_a_resolution_of_the_minutes_is_followed_up() -> None:
    for number in (0, 3, -1):
        with pytest.raises(ResolutionUnknown):
            follow_up(MEETING, number, FollowUp(TODAY, State.DONE), None, TODAY)


def test_what_was_resolved_never_travels() -> None:
    _, (held,) = hold_meeting(BODY, MEETING, TODAY)
    _, (told,) = follow_up(MEETING, 1, FollowUp(TODAY, State.DONE, "某某已办"), None, TODAY)
    for text in ("落实站点经费", "社工站经费", "某某"):
        assert text not in repr(held) + repr(told)
