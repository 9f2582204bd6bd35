"""From plan to use: where a line's money came from, and where each fen of it went. Pure.

Up: the line above, and the issues that led here, to the line where the money was first planned.
Down: what was spent and what was issued, and the same of every line below. On each line `flows`
says which receipt each issue and spending drew on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.registry.funding.domain import Fund
from services.registry.funding.movements import (
    ISSUED,
    SPENT,
    Flow,
    Movement,
    flows,
    standing,
)

LEVELS = 5
"""Province, prefecture, county, township, station."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A line above; `issues`: what of it was issued along this path, what stands of each."""

    id: str
    fund: Fund
    issues: Sequence[tuple[Movement, int]]


@dataclass(frozen=True, slots=True)
class Node:
    """A line and what became of its money. `on_the_way`: issued to it and not arrived yet."""

    id: str
    fund: Fund
    spendings: Sequence[tuple[Movement, int]]
    issues: Sequence[tuple[Movement, int]]
    flows: Sequence[Flow]
    below: Sequence[Node]

    @property
    def on_the_way(self) -> int:
        return self.fund.planned - self.fund.received


@dataclass(frozen=True, slots=True)
class WhereNow:
    """Every fen the line received, once: spent, lying on a line, or on its way between two."""

    received: int
    spent: int
    on_lines: int
    on_the_way: int


def origins(id_: str, get: Callable[[str], Fund | None]) -> list[Origin]:
    """The lines above, nearest first."""
    found: list[Origin] = []
    fund = get(id_)
    while fund is not None and fund.parent_id:
        above = get(fund.parent_id)
        if above is None:
            break
        issues = [pair for pair in standing(above.movements, ISSUED) if pair[0].fund_id == id_]
        found.append(Origin(fund.parent_id, above, issues))
        id_, fund = fund.parent_id, above
    return found


def tree(id_: str, fund: Fund, lines: Mapping[str, Fund]) -> Node:
    """A line and everything below it; `lines` are all that may lie below."""
    issues = standing(fund.movements, ISSUED)
    ids = sorted({m.fund_id for m in fund.movements if m.stage == ISSUED} & lines.keys())
    return Node(
        id_,
        fund,
        standing(fund.movements, SPENT),
        issues,
        flows(fund.movements),
        [tree(below, lines[below], lines) for below in ids],
    )


def where_now(node: Node) -> WhereNow:
    """The whole of what a line received, accounted for over all lines below."""
    below = [where_now(child) for child in node.below]
    arrived = sum(part.received for part in below)
    return WhereNow(
        received=node.fund.received,
        spent=node.fund.spent + sum(part.spent for part in below),
        on_lines=node.fund.available + sum(part.on_lines for part in below),
        on_the_way=node.fund.issued - arrived + sum(part.on_the_way for part in below),
    )
