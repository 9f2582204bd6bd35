"""Surplus to shortage: which gift goes to which request so that most is met at least cost. Pure.

A minimum-cost flow for each measure: gifts give what they have in hand, requests take what they
lack, an arc only where the rules allow it. Meeting one more item is worth more than any distance;
among plans that meet as much, the cheapest way is taken. Compared with the plan that serves request
after request from the nearest gift, and with the bound nobody can be below: every item brought
from the nearest gift that may meet it, as if it were alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from ortools.graph.python import min_cost_flow

from servicekit.aggregate import Stored
from services.charity.gifts.allocating import in_hand
from services.charity.gifts.gift import Gift
from services.charity.linking.fitting import Asked, kilometres, refused_by

FEN_PER_ITEM_KM = 1
"""What bringing one item one kilometre costs, in fen; money travels free. A setting of ours."""
MET = 10_000_000
"""What one more item met is worth in fen: beyond any way through the province."""
YUAN = 100
"""Money is moved in whole yuan in a plan: a flow of fen would be a hundred times as large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """So many items, or fen, of a gift for a request; `cost_fen` of the way."""

    gift_id: str
    request_id: str
    amount: int
    kilometres: int
    cost_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`met` of `lacking` together, in items or fen; costs in fen."""

    moves: list[Move]
    lacking: int
    met: int
    cost_fen: int
    greedy_met: int
    greedy_cost_fen: int
    bound_cost_fen: int


@dataclass(frozen=True, slots=True)
class _Arc:
    gift: int
    request: int
    km: int


def plan(gifts: Sequence[Stored[Gift]], asked: Sequence[Asked], today: date) -> Plan:
    """All of one measure; gifts and requests in order of id, so that a plan is always the same."""
    step = 1 if asked and asked[0].request.item else YUAN
    have = [in_hand(gift.state, today) // step for gift in gifts]
    lack = [one.left // step for one in asked]
    arcs = _arcs(gifts, asked, today)
    flows = _solved(arcs, have, lack, step)
    moves = [
        Move(
            gift_id=gifts[arc.gift].id,
            request_id=asked[arc.request].id,
            amount=int(amount) * step,
            kilometres=arc.km,
            cost_fen=_cost(arc, step) * int(amount),
        )
        for arc, amount in zip(arcs, flows, strict=True)
        if amount
    ]
    greedy_met, greedy_cost = _greedy(arcs, have, lack, step)
    return Plan(
        moves=moves,
        lacking=sum(lack) * step,
        met=sum(move.amount for move in moves),
        cost_fen=sum(move.cost_fen for move in moves),
        greedy_met=greedy_met * step,
        greedy_cost_fen=greedy_cost,
        bound_cost_fen=_bound(arcs, moves, asked, step),
    )


def _arcs(gifts: Sequence[Stored[Gift]], asked: Sequence[Asked], today: date) -> list[_Arc]:
    found = []
    for g, gift in enumerate(gifts):
        for r, one in enumerate(asked):
            if refused_by(gift.state, one, today) is None:
                km = kilometres(gift.state.region, one.request.region)
                found.append(_Arc(g, r, km or 0))
    return found


def _solved(arcs: list[_Arc], have: list[int], lack: list[int], step: int) -> list[int]:
    if not arcs:
        return []
    flow = min_cost_flow.SimpleMinCostFlow()
    gifts, requests = len(have), len(lack)
    source, sink = gifts + requests, gifts + requests + 1
    give = np.array(have, np.int64)
    take = np.array(lack, np.int64)
    zeros = np.zeros
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(gifts, source), np.arange(gifts), give, zeros(gifts, np.int64)
    )
    between = flow.add_arcs_with_capacity_and_unit_cost(
        np.array([arc.gift for arc in arcs]),
        gifts + np.array([arc.request for arc in arcs]),
        np.array([min(have[arc.gift], lack[arc.request]) for arc in arcs], np.int64),
        np.array([_cost(arc, step) - MET for arc in arcs], np.int64),
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        gifts + np.arange(requests), np.full(requests, sink), take, zeros(requests, np.int64)
    )
    flow.set_node_supply(source, int(give.sum()))
    flow.set_node_supply(sink, -int(give.sum()))
    if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
        raise RuntimeError("the flow has no optimum: its arcs are not what they should be")
    return [int(amount) for amount in flow.flows(between)]


def _greedy(arcs: list[_Arc], have: list[int], lack: list[int], step: int) -> tuple[int, int]:
    """(met, cost): request after request from its nearest gifts."""
    left, met, cost = list(have), 0, 0
    for request, wanted in enumerate(lack):
        near = sorted((a for a in arcs if a.request == request), key=lambda a: (a.km, a.gift))
        for arc in near:
            taken = min(wanted, left[arc.gift])
            left[arc.gift] -= taken
            wanted -= taken
            met += taken
            cost += taken * _cost(arc, step)
    return met, cost


def _bound(arcs: list[_Arc], moves: list[Move], asked: Sequence[Asked], step: int) -> int:
    """What the same amounts would cost at least, each from its nearest gift."""
    nearest: dict[str, int] = {}
    for arc in arcs:
        id_ = asked[arc.request].id
        nearest[id_] = min(nearest.get(id_, arc.km), arc.km)
    rate = FEN_PER_ITEM_KM if step == 1 else 0
    return sum(move.amount * nearest[move.request_id] * rate for move in moves)


def _cost(arc: _Arc, step: int) -> int:
    return arc.km * FEN_PER_ITEM_KM if step == 1 else 0
