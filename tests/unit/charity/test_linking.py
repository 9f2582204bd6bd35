"""Gifts and requests find one another by rules, and a plan brings most at least cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.aggregate import Stored
from services.charity.gifts.gift import Gift
from services.charity.gifts.restriction import Restriction
from services.charity.linking.fitting import RULES, Asked, fit, kilometres, refused_by
from services.charity.linking.planning import FEN_PER_ITEM_KM, plan
from services.charity.requests import request as domain
from services.charity.requests.request import Request
from tests.unit.charity.mothers import (
    DIQING,
    GEJIU,
    SHANGRI_LA_TOWNSHIP,
    TODAY,
    coats,
    money,
    received,
)

KUNMING = "530102"


def asked(wanted: int = 40, **changes: object) -> Asked:
    request = Request(
        region=SHANGRI_LA_TOWNSHIP, station_id="s", domain="children", target_group="orphan",
        wanted=wanted, until=TODAY + timedelta(days=30), item="winter_clothes", unit="件",
    )  # fmt: skip
    request = replace(request, **changes)  # type: ignore[arg-type]
    return Asked(id="r", request=request, left=request.wanted)


def gift(id_: str = "g", quantity: int = 150, **changes: object) -> Stored[Gift]:
    state = received(coats(quantity, quantity * 100, **changes), quantity)
    return Stored(id_, 1, state.region, state)


def test_a_gift_meant_for_just_this_and_near_scores_highest():
    best = fit(gift(), asked(), TODAY)
    assert best.parts == {"purpose": 150, "near": 300, "covers": 200, "pressing": 100}
    assert best.score == sum(best.parts.values())
    far = fit(gift(region=GEJIU, restriction=Restriction()), asked(), TODAY)
    assert far.parts["purpose"] == 0
    assert far.parts["near"] < 300
    assert (kilometres(DIQING, SHANGRI_LA_TOWNSHIP), kilometres(DIQING, GEJIU) or 0) > (-1, 300)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"item": "masks", "unit": "只"}, "measure"),
        ({"until": TODAY - timedelta(days=1)}, "lacking"),
        ({"closed_on": TODAY}, "lacking"),
        ({"domain": "elderly"}, "restriction"),
        ({"region": GEJIU}, "restriction"),
    ],
)
def test_who_does_not_fit_fails_at_a_rule_that_says_why(changes, rule):
    failed = refused_by(gift().state, asked(**changes), TODAY)
    assert failed is not None
    assert failed.code == rule


def test_nothing_in_hand_and_nothing_lacking_are_no_match():
    assert refused_by(coats(), asked(), TODAY).code == "available"  # type: ignore[union-attr]
    assert refused_by(gift().state, replace(asked(), left=0), TODAY).code == "lacking"  # type: ignore[union-attr]
    assert refused_by(gift().state, asked(), TODAY) is None
    assert {rule.code for rule in RULES} == {"measure", "lacking", "available", "restriction"}


def free(id_: str, quantity: int, region: str) -> Stored[Gift]:
    return gift(id_, quantity, region=region, restriction=Restriction())


def want(id_: str, wanted: int, region: str) -> Asked:
    return replace(asked(wanted, region=region), id=id_)


def test_surplus_goes_to_shortage_where_the_nearest_first_would_cost_more():
    """Greedy gives the near surplus to whoever asks first, and the other pays the long way."""
    gifts = [free("a", 10, KUNMING), free("b", 10, GEJIU)]
    wants = [want("x", 10, "532301"), want("y", 10, KUNMING)]
    made = plan(gifts, wants, TODAY)
    assert (made.met, made.lacking) == (20, 20)
    assert made.bound_cost_fen <= made.cost_fen <= made.greedy_cost_fen
    assert sum(move.amount for move in made.moves) == 20


def test_money_travels_free_and_in_whole_yuan():
    held = received(money(123_456, restriction=Restriction()), 123_456)
    lack = asked(99_950, item="", unit="")
    made = plan([Stored("g", 1, DIQING, held)], [lack], TODAY)
    assert (made.met, made.cost_fen) == (99_900, 0)


def test_a_plan_of_nothing_is_empty():
    assert plan([], [], TODAY).moves == []
    assert plan([gift()], [asked(domain="elderly")], TODAY).met == 0


REGIONS = st.sampled_from([KUNMING, GEJIU, "532301", "533401"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), REGIONS), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(1, 3), REGIONS), min_size=1, max_size=3),
)
def test_no_other_plan_brings_more_or_as_much_for_less(gifts, wants):
    have = [free(f"g{n}", size, region) for n, (size, region) in enumerate(gifts)]
    lack = [want(f"r{n}", size, region) for n, (size, region) in enumerate(wants)]
    made = plan(have, lack, TODAY)
    best = _by_trying([s for s, _ in gifts], [s for s, _ in wants], gifts, wants)
    assert (made.met, made.cost_fen) == best
    assert made.greedy_met <= made.met
    assert made.bound_cost_fen <= made.cost_fen


def _by_trying(have, lack, gifts, wants):
    """Every way of handing out, item by item: the most, then the cheapest."""
    items = [g for g, size in enumerate(have) for _ in range(size)]
    states = {(tuple(lack)): 0}
    for g in items:
        after = dict(states)
        for left, cost in states.items():
            for r, wanted in enumerate(left):
                if wanted:
                    km = kilometres(gifts[g][1], wants[r][1]) or 0
                    key = (*left[:r], wanted - 1, *left[r + 1 :])
                    total = cost + km * FEN_PER_ITEM_KM
                    after[key] = min(after.get(key, total), total)
        states = after
    met = {sum(lack) - sum(left): 0 for left in states}
    most = max(met)
    return most, min(cost for left, cost in states.items() if sum(lack) - sum(left) == most)


def test_a_request_is_for_a_day_to_come_and_closed_once():
    request = asked().request
    _, (told,) = domain.post(request, TODAY)
    assert (told.quantity, told.amount_fen) == (40, 0)
    with pytest.raises(domain.UntilPassed):
        domain.post(replace(request, until=date(2026, 1, 1)), TODAY)
    closed = domain.close(request, "met", TODAY)[0]
    with pytest.raises(domain.RequestOver):
        domain.close(closed, "met", TODAY)
