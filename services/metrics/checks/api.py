"""Broken rules over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import periods, regions
from servicekit.fields import View
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.metrics.checks.evaluation import Finding, find
from services.metrics.ledger import Ledger

router = APIRouter(prefix="/api/metrics", tags=["figures 指标"])


class FindingView(View):
    """`size`: by how much the rule is broken, in `unit`; `age`: days; `asked_by`: who says that
    it must hold."""

    rule: str
    kind: str
    name_zh: str
    name_en: str
    asked_by: str
    region: str
    period: str
    basis: str
    source: str | None
    indicator: str
    figure: int
    of_indicator: str | None
    of: int | None
    unit: str
    size: int
    age: int

    @classmethod
    def from_finding(cls, found: Finding) -> FindingView:
        rule = found.rule
        return cls(
            rule=rule.code,
            kind=rule.kind,
            name_zh=rule.name_zh,
            name_en=rule.name_en,
            asked_by=rule.source,
            region=found.region,
            period=found.period,
            basis=found.basis,
            source=found.source,
            indicator=rule.figure.indicator,
            figure=found.figure,
            of_indicator=rule.of.indicator if rule.of else None,
            of=found.of,
            unit=found.unit,
            size=found.size,
            age=found.age,
        )


@router.get("/findings")
async def get_findings(
    actor: Annotated[Actor, Depends(require("metrics.conflicts.read"))],
    ledger: Annotated[Ledger, Depends(provided(Ledger))],
    paging: Paging,
    clock: Now,
    region: Annotated[str | None, Query(max_length=12)] = None,
    period: Annotated[str, Query(max_length=periods.LONGEST)] = periods.CUMULATIVE,
) -> Page[FindingView]:
    """Rules that the figures of an area and of those directly below break: recorded figures of
    the period, and what reports state for it (for any period where it is cumulative)."""
    place = regions.require(region or actor.region, "/region").code
    actor.scope.require(place)
    found = find(ledger.cube, place, period, clock.today())
    begin = int(paging.after[0] or 0) if paging.after else 0
    end = begin + paging.limit
    shown = [FindingView.from_finding(one) for one in found[begin:end]]
    return paging.page(shown, *((end,) if end < len(found) else ()))
