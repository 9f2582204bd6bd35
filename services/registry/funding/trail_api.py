"""Following the money of one line over HTTP, up to its plan and down to its last use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from servicekit.errors import NotFound
from servicekit.fields import Id, View
from servicekit.mirror import Mirror
from servicekit.providing import provided
from servicekit.scope import EVERYWHERE, Scope
from servicekit.security import Actor, require
from services.registry.funding.domain import Fund
from services.registry.funding.movements import Movement
from services.registry.funding.trail import (
    LEVELS,
    Node,
    Origin,
    WhereNow,
    origins,
    tree,
    where_now,
)
from services.registry.funding.views import MovementView, Stages, stages

router = APIRouter(prefix="/api/registry/funds", tags=["funds 资金"])

Reader = Annotated[Actor, Depends(require("registry.funds.read"))]
Lines = Annotated[Mirror[Fund], Depends(provided(Mirror[Fund]))]


class OriginView(View):
    """A line above. `stages` is null where it lies outside the caller's area: then only what was
    issued along this path is shown."""

    fund_id: str
    region: str
    source: str
    document: str | None
    issues: list[MovementView]
    issued_here_fen: int
    stages: Stages | None

    @classmethod
    def of(cls, origin: Origin, scope: Scope) -> OriginView:
        fund = origin.fund
        return cls(
            fund_id=origin.id,
            region=fund.region,
            source=fund.source,
            document=fund.document or None,
            issues=_movements(fund, origin.issues),
            issued_here_fen=sum(left for _, left in origin.issues),
            stages=stages(fund) if scope.allows(fund.region) else None,
        )


class FlowView(View):
    """So many fen of receipt `from_movement` went into issue or spending `to_movement`."""

    from_movement: str
    to_movement: str
    fen: int


class NodeView(View):
    """`on_the_way_fen`: issued to this line and not arrived yet."""

    fund_id: str
    region: str
    station_id: str | None
    stages: Stages
    available_fen: int
    on_the_way_fen: int
    spendings: list[MovementView]
    issues: list[MovementView]
    flows: list[FlowView]
    below: list[NodeView]

    @classmethod
    def of(cls, node: Node, levels: int) -> NodeView:
        fund = node.fund
        return cls(
            fund_id=node.id,
            region=fund.region,
            station_id=fund.station_id or None,
            stages=stages(fund),
            available_fen=fund.available,
            on_the_way_fen=node.on_the_way,
            spendings=_movements(fund, node.spendings),
            issues=_movements(fund, node.issues),
            flows=[
                FlowView(from_movement=f.source_id, to_movement=f.use_id, fen=f.fen)
                for f in node.flows
            ],
            below=[cls.of(child, levels - 1) for child in node.below] if levels else [],
        )


class WhereNowView(View):
    """Every fen received, once: `spent_fen` + `on_lines_fen` + `on_the_way_fen`."""

    received_fen: int
    spent_fen: int
    on_lines_fen: int
    on_the_way_fen: int

    @classmethod
    def of(cls, found: WhereNow) -> WhereNowView:
        return cls(
            received_fen=found.received,
            spent_fen=found.spent,
            on_lines_fen=found.on_lines,
            on_the_way_fen=found.on_the_way,
        )


class TrailView(View):
    """`came_from`: nearest first, up to where the money was first planned."""

    came_from: list[OriginView]
    went_to: NodeView
    where_now: WhereNowView


def _movements(fund: Fund, found: Sequence[tuple[Movement, int]]) -> list[MovementView]:
    return [MovementView.of(fund, movement) for movement, _ in found]


@router.get("/{fund_id}/trail")
async def get_trail(
    fund_id: Id,
    actor: Reader,
    lines: Lines,
    levels: Annotated[int, Query(ge=0, le=LEVELS, description="向下展开的级数")] = LEVELS,
) -> TrailView:
    """Where the money came from, and where each fen of it went; `levels` bounds what is shown
    below, not what is accounted for."""
    asked = lines.get(fund_id, actor.scope)
    if asked is None:
        raise NotFound()
    known = {stored.id: stored.state for stored in lines.within(EVERYWHERE)}
    node = tree(fund_id, asked.state, known)
    return TrailView(
        came_from=[OriginView.of(o, actor.scope) for o in origins(fund_id, known.get)],
        went_to=NodeView.of(node, levels),
        where_now=WhereNowView.of(where_now(node)),
    )
