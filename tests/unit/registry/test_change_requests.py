from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from contracts.codes import CHANGE_REQUEST_KINDS
from services.registry.approvals.domain import (
    AlreadyDecided,
    ChangeRequest,
    CloseStation,
    CorrectAnswer,
    LevelTooLow,
    MoveStation,
    NotYours,
    Person,
    SelfApproval,
    State,
    approve,
    described,
    is_above,
    mark_applied,
    mark_failed,
    refuse,
    request_change,
    withdraw,
)

TODAY = date(2022, 6, 30)
COUNTY = Person("clerk", "532501")
PREFECTURE = Person("chief", "532500")
ASKED = ChangeRequest(
    region="532501101",
    station_id="s",
    payload=CloseStation(TODAY, "no_staff"),
    asked_by=COUNTY,
    asked_on=TODAY,
    note="人员已全部调走",
)
APPROVED, _ = approve(ASKED, PREFECTURE, TODAY)


def test_a_request_is_approved_by_somebody_else_of_the_level_above() -> None:
    approved, (event,) = approve(ASKED, PREFECTURE, TODAY)
    assert (approved.state, approved.decided_by) == (State.APPROVED, "chief")
    assert (event.kind, event.station_id) == ("close_station", "s")


def test_nobody_decides_their_own_request_whatever_their_area() -> None:
    promoted = Person("clerk", "532500")
    with pytest.raises(SelfApproval):
        approve(ASKED, promoted, TODAY)
    with pytest.raises(SelfApproval):
        refuse(ASKED, promoted, "other", TODAY)


@pytest.mark.parametrize("area", ["532501", "532501101", "532502", "532600", "530100"])
def test_a_colleague_a_lower_level_or_another_area_does_not_decide(area: str) -> None:
    with pytest.raises(LevelTooLow):
        approve(ASKED, Person("other", area), TODAY)


def test_at_the_top_another_person_of_the_province_decides() -> None:
    assert is_above("530000", "530000")
    assert not is_above("532500", "532500")
    assert is_above("530000", "532501")


def test_a_request_is_decided_once() -> None:
    for decided in (APPROVED, refuse(ASKED, PREFECTURE, "other", TODAY)[0]):
        with pytest.raises(AlreadyDecided):
            approve(decided, PREFECTURE, TODAY)
        with pytest.raises(AlreadyDecided):
            withdraw(decided, COUNTY, TODAY)


def test_only_whoever_asked_withdraws() -> None:
    assert withdraw(ASKED, COUNTY, TODAY)[0].state is State.WITHDRAWN
    with pytest.raises(NotYours):
        withdraw(ASKED, PREFECTURE, TODAY)


def test_only_what_was_approved_is_marked_as_done_and_only_once() -> None:
    applied, (event,) = mark_applied(APPROVED, TODAY)
    assert (applied.state, event.type) == (State.APPLIED, "registry.change-request.applied.v1")
    assert mark_applied(applied, TODAY) == (applied, [])
    assert mark_failed(applied, "station_stage", TODAY) == (applied, [])
    assert mark_applied(ASKED, TODAY) == (ASKED, [])
    assert mark_failed(APPROVED, "station_stage", TODAY)[0].problem == "station_stage"


def test_the_kinds_of_requests_are_a_closed_list() -> None:
    payloads = (
        CloseStation(TODAY, "merged"),
        MoveStation(TODAY, "532501104", "", "premises_moved"),
        CorrectAnswer(TODAY, "desk", 1, ""),
    )
    kinds = [replace(ASKED, payload=payload).kind for payload in payloads]
    assert kinds == list(CHANGE_REQUEST_KINDS.codes)
    assert described(payloads[2]) == {"on": "2022-06-30", "item": "desk", "amount": 1}


def test_who_asked_and_why_never_travels() -> None:
    _, (event,) = request_change(ASKED)
    assert "clerk" not in repr(event)
    assert ASKED.note not in repr(event)
