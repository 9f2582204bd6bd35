from datetime import timedelta

import pytest

from contracts.volunteers.needs import NeedPosted, PlaceHeld, PlaceReleased, VolunteerAccepted
from servicekit.errors import KeyReused, NotFound
from services.volunteers.needs.domain import (
    AlreadyRegistered,
    Need,
    PlaceGone,
    ShiftFull,
    TimeRange,
    TooLate,
    accept_volunteer,
    hold_place,
    post_need,
    release_place,
    withdraw_volunteer,
)
from services.volunteers.times import Window
from tests.unit.volunteers.mothers import (
    GEJIU,
    NOW,
    TODAY,
    a_need,
    a_posted_need,
    local,
    window,
)

ABOUT = {
    "region": GEJIU,
    "occurred_on": TODAY,
    "domain": "children",
    "target_group": "left_behind_children",
}


def with_held(need: Need, *who: str) -> Need:
    for name in who:
        need, _ = hold_place(need, name, f"attempt-{name}", NOW)
    return need


def test_posting_tells_codes_and_places_but_not_the_title():
    _, events = post_need(a_need(places=3), NOW)
    assert events == [NeedPosted(**ABOUT, places=3)]


@pytest.mark.parametrize(
    "bad",
    [
        Window(local(11), local(9)),
        Window(local(9), local(9)),
        window(9, 11, day=1),  # 1 November: over
        Window(local(9), local(9) + timedelta(days=32)),
        Window(local(9) + timedelta(days=800), local(10) + timedelta(days=800)),
    ],
)
def test_a_need_ends_after_it_starts_and_lies_ahead_within_two_years(bad):
    with pytest.raises(TimeRange):
        post_need(a_need(window=bad), NOW)


def test_holding_and_accepting_a_place_are_told():
    held, first = hold_place(a_posted_need(places=2), "v", "attempt", NOW)
    accepted, second = accept_volunteer(held, "v", 1, TODAY)
    assert first == [PlaceHeld(**ABOUT, volunteer_id="v", hold=1, places_left=1)]
    assert second == [VolunteerAccepted(**ABOUT, volunteer_id="v", hold=1, places_left=1)]
    assert (accepted.accepted, accepted.unsettled, accepted.places_left) == (1, 0, 1)


def test_never_more_places_are_taken_than_there_are():
    need = with_held(a_posted_need(places=2), "v1", "v2")
    with pytest.raises(ShiftFull):
        hold_place(need, "v3", "attempt", NOW)


def test_a_volunteer_has_one_place_in_a_need():
    need = with_held(a_posted_need(), "v")
    with pytest.raises(AlreadyRegistered):
        hold_place(need, "v", "another attempt", NOW)


def test_the_same_attempt_again_finds_its_place_even_when_the_need_is_full_and_started():
    need = with_held(a_posted_need(places=1), "v")
    assert hold_place(need, "v", "attempt-v", local(10)) == (need, [])


def test_one_attempt_never_takes_places_for_two():
    need = with_held(a_posted_need(), "v")
    with pytest.raises(KeyReused):
        hold_place(need, "w", "attempt-v", NOW)


def test_once_started_a_need_takes_nobody_more():
    hold_place(a_posted_need(), "v", "attempt", local(9) - timedelta(seconds=1))
    with pytest.raises(TooLate):
        hold_place(a_posted_need(), "v", "attempt", local(9))


def test_a_released_place_is_free_again_and_its_number_never_comes_back():
    need = with_held(a_posted_need(places=1), "v")
    freed, events = release_place(need, "v", 1, "double_booked", TODAY)
    assert events == [
        PlaceReleased(**ABOUT, volunteer_id="v", hold=1, places_left=1, reason="double_booked"),
    ]
    again = with_held(freed, "w")
    assert again.taken["w"].hold == 2
    with pytest.raises(PlaceGone):
        accept_volunteer(again, "v", 1, TODAY)


def test_an_accepted_place_is_not_released():
    need, _ = accept_volunteer(with_held(a_posted_need(), "v"), "v", 1, TODAY)
    assert release_place(need, "v", 1, "double_booked", TODAY) == (need, [])
    assert accept_volunteer(need, "v", 1, TODAY) == (need, [])


def test_whoever_cannot_come_gives_the_place_back_before_the_start():
    need, _ = accept_volunteer(with_held(a_posted_need(places=1), "v"), "v", 1, TODAY)
    freed, events = withdraw_volunteer(need, "v", NOW)
    assert events == [
        PlaceReleased(**ABOUT, volunteer_id="v", hold=1, places_left=1, reason="withdrawn"),
    ]
    assert freed.taken == {}
    with pytest.raises(TooLate):
        withdraw_volunteer(need, "v", local(9))
    with pytest.raises(NotFound):
        withdraw_volunteer(need, "w", NOW)


def test_a_place_of_another_hold_is_left_alone():
    need = with_held(a_posted_need(), "v", "w")
    assert release_place(need, "w", 1, "double_booked", TODAY) == (need, [])
    with pytest.raises(PlaceGone):
        accept_volunteer(need, "w", 1, TODAY)
