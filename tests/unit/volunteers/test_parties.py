"""Which of the five parties took part in a need, and how the linkage figures follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import codes
from contracts.event import Event
from contracts.volunteers.need_life import NeedMet
from services.metrics.counting import deltas_of
from services.volunteers.needs import life
from services.volunteers.needs.domain import Need, Participation, Place
from services.volunteers.parties import register, taking_part
from services.volunteers.parties.register import BODIES, ROLES, Member, MemberOver, PeopleElsewhere
from services.volunteers.parties.taking_part import (
    FollowsFromEvents,
    NeedEndedWithout,
    NotTakingPart,
)
from tests.unit.volunteers.mothers import GEJIU, NOW, TODAY, a_posted_need, window

STATED = Participation(basis="stated", on=TODAY, evidence="0" * 64)
LATER = TODAY + timedelta(days=60)


def a_helped_need(**changes: Any) -> Need:
    """Begun this morning, one volunteer accepted."""
    place = Place(attempt="a", hold=1, since=NOW, accepted=True)
    need = replace(a_posted_need(), window=window(8, 20, 24), **changes)
    return need.with_places({"v": place})


def a_met_need(*said: str) -> tuple[Need, list[Event]]:
    now = window(12, 13, 24).starts
    need, first = life.confirm_need(a_helped_need(), "provider", said, 0, now)
    need, second = life.confirm_need(need, "receiver", (), 5, now)
    return need, [*first, *second]


def figures(events: Sequence[Event]) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for event in events:
        for cell, delta in deltas_of(event):
            found[cell.indicator, cell.dimensions] += delta
    kept = ("needs_linked", "need_parties", "needs_met_by_parties")
    return {cell: value for cell, value in found.items() if value and cell[0] in kept}


def test_volunteers_took_part_where_one_was_accepted_without_anybody_saying_so() -> None:
    need, events = a_met_need()
    assert need.parties == ("volunteer",)
    assert need.taking_part["volunteer"].basis == "derived"
    assert next(e for e in events if isinstance(e, NeedMet)).parties == ("volunteer",)
    assert figures(events) == {
        ("needs_met_by_parties", "parties=one"): 1,
        ("need_parties", "party=volunteer"): 1,
    }


def test_what_was_stated_before_the_need_was_met_is_counted_with_it_and_not_twice() -> None:
    need, joined = taking_part.join(a_helped_need(), "community", STATED, TODAY)
    assert figures(joined) == {}
    now = window(12, 13, 24).starts
    need, first = life.confirm_need(need, "provider", (), 0, now)
    _, second = life.confirm_need(need, "receiver", (), 0, now)
    assert figures([*joined, *first, *second])["needs_linked", ""] == 1


def test_a_party_stated_afterwards_moves_the_figures_on_the_day_the_need_was_met() -> None:
    need, met = a_met_need()
    after, [event] = taking_part.join(need, "organisation", STATED, LATER)
    assert {cell.day for cell, _ in deltas_of(event)} == {TODAY}
    assert figures([*met, event]) == {
        ("needs_met_by_parties", "parties=two"): 1,
        ("need_parties", "party=volunteer"): 1,
        ("need_parties", "party=organisation"): 1,
        ("needs_linked", ""): 1,
    }
    _, [left] = taking_part.leave(after, "organisation", "did_not_come", LATER)
    assert figures([*met, event, left]) == figures(met)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(codes.PARTIES.codes)), max_size=12))
def test_however_parties_come_and_go_the_figures_say_what_the_need_says(
    steps: list[tuple[bool, str]],
) -> None:
    need, events = a_met_need()
    for comes, party in steps:
        try:
            need, told = (
                taking_part.join(need, party, STATED, LATER)
                if comes
                else taking_part.leave(need, party, "did_not_come", LATER)
            )
            events += told
        except (NotTakingPart, FollowsFromEvents):
            continue
    found = figures(events)
    count = codes.PARTY_COUNTS.codes[len(need.parties)]
    assert {d for (i, d) in found if i == "needs_met_by_parties"} == {f"parties={count}"}
    assert {d for (i, d) in found if i == "need_parties"} == {f"party={p}" for p in need.parties}
    assert found.get(("needs_linked", ""), 0) == int(len(need.parties) >= 2)


def test_a_party_joins_once_and_evidence_for_what_was_only_said_is_news_but_no_figure() -> None:
    need, met = a_met_need("community")
    shown, [event] = taking_part.join(need, "community", STATED, LATER)
    assert shown.taking_part["community"].evidence == "0" * 64
    assert figures([*met, event]) == figures(met)
    assert taking_part.join(shown, "community", STATED, LATER) == (shown, [])


def test_what_follows_from_events_is_not_withdrawn_by_hand() -> None:
    need, _ = a_met_need()
    with pytest.raises(FollowsFromEvents):
        taking_part.leave(need, "volunteer", "did_not_come", LATER)
    with pytest.raises(NotTakingPart):
        taking_part.leave(need, "charity", "did_not_come", LATER)


@pytest.mark.parametrize("stage", ["ordered", "refused", "withdrawn", "expired"])
def test_nobody_took_part_in_a_need_that_was_never_open_or_ended_without(stage: str) -> None:
    with pytest.raises(NeedEndedWithout):
        taking_part.join(a_posted_need(stage=stage), "community", STATED, TODAY)


def test_the_five_parties_have_their_roles_in_the_linkage() -> None:
    assert tuple(ROLES) == codes.PARTIES.codes
    assert [zh for zh, _ in ROLES.values()] == ["平台", "载体", "支撑", "辅助", "补充"]


def test_people_are_not_on_the_register_of_bodies() -> None:
    for party in set(codes.PARTIES.codes) - set(BODIES):
        with pytest.raises(PeopleElsewhere):
            register.enter(a_member(party=party), TODAY)


def test_a_body_leaves_the_register_once_and_the_stock_with_it() -> None:
    _, entered = register.enter(a_member(), TODAY)
    gone, ended = register.end(a_member(), "withdrew", TODAY)
    with pytest.raises(MemberOver):
        register.end(gone, "withdrew", TODAY)
    deltas = [delta for event in (*entered, *ended) for _, delta in deltas_of(event)]
    assert deltas == [1, -1]


def a_member(**changes: Any) -> Member:
    member = Member(name="龙井社区", region=GEJIU, party="community", domains=("elderly",))
    return replace(member, **changes)
