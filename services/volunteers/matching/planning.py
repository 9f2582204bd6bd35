"""A plan for many needs at once: who goes where, so that the whole is best.

Each need takes its best candidates; a minimum-cost flow then gives every place to one of them,
and nobody more than one need of the plan, so that no times overlap. Filling a place is worth
more than any difference of score. The bound is what nobody can exceed: every need served by its
own best, as if it were alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from services.volunteers.matching.columns import Array

FILLED = 1_000_000
"""What a filled place is worth beside its score of 0..1000: more than any change of scores that
filling it may cost along a whole chain of people."""

Offers = Sequence[tuple[str, int]]
"""(volunteer, score), the best first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`chosen[n]`: who goes to need n; `worth` of the whole, and the most it could be."""

    chosen: list[list[str]]
    worth: int
    bound: int

    @property
    def gap(self) -> float:
        """By what share of the bound the plan may be short of the best possible."""
        return (self.bound - self.worth) / self.bound if self.bound else 0.0


def plan(offers: Sequence[Offers], places: Sequence[int]) -> Plan:
    """The best assignment within these offers."""
    arcs = _Arcs.of(offers)
    if not arcs.people:
        return Plan([[] for _ in offers], 0, 0)
    flow = min_cost_flow.SimpleMinCostFlow()
    asked = np.array(places, np.int64)
    needs, people = len(offers), len(arcs.people)
    source, sink = needs + people, needs + people + 1
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(needs, source), np.arange(needs), asked, np.zeros(needs, np.int64)
    )
    offered = flow.add_arcs_with_capacity_and_unit_cost(
        arcs.need, needs + arcs.person, np.ones(len(arcs.need), np.int64), -arcs.worth
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        needs + np.arange(people), np.full(people, sink), np.ones(people), np.zeros(people)
    )
    flow.set_node_supply(source, int(asked.sum()))
    flow.set_node_supply(sink, -int(asked.sum()))
    if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
        raise RuntimeError("the flow has no optimum: its arcs are not what they should be")
    chosen = arcs.chosen(flow.flows(offered) > 0, needs)
    worth = int(arcs.worth[flow.flows(offered) > 0].sum())
    return Plan(chosen, worth, _bound(offers, places))


def greedy(offers: Sequence[Offers], places: Sequence[int]) -> Plan:
    """Need after need takes its best who are still free: what a plan is compared with."""
    taken: set[str] = set()
    chosen: list[list[str]] = []
    worth = 0
    for candidates, wanted in zip(offers, places, strict=True):
        free = [(id_, score) for id_, score in candidates if id_ not in taken][:wanted]
        taken |= {id_ for id_, _ in free}
        chosen.append([id_ for id_, _ in free])
        worth += sum(FILLED + score for _, score in free)
    return Plan(chosen, worth, _bound(offers, places))


def _bound(offers: Sequence[Offers], places: Sequence[int]) -> int:
    return sum(
        FILLED + score
        for candidates, wanted in zip(offers, places, strict=True)
        for _, score in candidates[:wanted]
    )


@dataclass(frozen=True, slots=True)
class _Arcs:
    """One arc an offer: from need to person, worth so much."""

    people: Mapping[str, int]
    need: Array
    person: Array
    worth: Array

    @classmethod
    def of(cls, offers: Sequence[Offers]) -> _Arcs:
        people: dict[str, int] = {}
        for candidates in offers:
            for id_, _ in candidates:
                people.setdefault(id_, len(people))
        return cls(
            people=people,
            need=np.repeat(np.arange(len(offers)), [len(c) for c in offers]),
            person=np.array([people[id_] for c in offers for id_, _ in c], np.int64),
            worth=np.array([FILLED + score for c in offers for _, score in c], np.int64),
        )

    def chosen(self, used: Array, needs: int) -> list[list[str]]:
        names = list(self.people)
        found: list[list[str]] = [[] for _ in range(needs)]
        for arc in np.flatnonzero(used):
            found[self.need[arc]].append(names[self.person[arc]])
        return found
