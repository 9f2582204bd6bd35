"""The linkage rate 联动率: of the needs met, those in which so many of the five parties took part.

Made from its parts at every level, never an average of rates.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes, periods, regions
from servicekit.fields import View
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.metrics import figures
from services.metrics.cube import Cube
from services.metrics.figures import Question
from services.metrics.ledger import Ledger

router = APIRouter(prefix="/linkage")

Reader = Annotated[Actor, Depends(require("metrics.figures.read"))]
Figures = Annotated[Ledger, Depends(provided(Ledger))]

INDICATOR = "needs_met_by_parties"
TOGETHER = 2
"""With so many of the five a need was met together, unless another number is asked for."""


@dataclass(slots=True)
class Linkage:
    """`met` needs, `linked` of them with at least so many parties."""

    met: int = 0
    linked: int = 0

    @property
    def percent(self) -> float | None:
        """None where no need was met."""
        return round(100 * self.linked / self.met, 2) if self.met else None


def linkage(
    cube: Cube, region: str, period: str, least: int, today: date
) -> tuple[Linkage, dict[str, Linkage]]:
    """The whole of a region, and each region directly below in which a need was met."""
    whole = _asked(cube, region, period, "parties", least, today)
    parts = _asked(cube, region, period, "region,parties", least, today)
    return whole.get(region, Linkage()), parts


def _asked(
    cube: Cube, region: str, period: str, by: str, least: int, today: date
) -> dict[str, Linkage]:
    question = Question.of(INDICATOR, region, period, by, today)
    found: defaultdict[str, Linkage] = defaultdict(Linkage)
    for figure in figures.recorded(cube, question, ""):
        parties = codes.PARTY_COUNTS.codes.index(figure.dimensions["parties"])
        found[figure.region].met += figure.value
        found[figure.region].linked += figure.value if parties >= least else 0
    return dict(found)


class LinkageView(View):
    region: str
    name: str
    met: int
    linked: int
    percent: float | None

    @classmethod
    def of(cls, region: str, found: Linkage) -> LinkageView:
        name = regions.require(region).name
        percent = found.percent
        return cls(region=region, name=name, met=found.met, linked=found.linked, percent=percent)


class LinkagesView(View):
    """`least`: how many of the five parties make a need met together."""

    period: str
    least: int
    whole: LinkageView
    parts: list[LinkageView]


@router.get("")
async def get_linkage(
    actor: Reader,
    ledger: Figures,
    clock: Now,
    region: Annotated[str | None, Query(max_length=12)] = None,
    period: Annotated[str, Query(max_length=periods.LONGEST)] = "cumulative",
    least: Annotated[int, Query(ge=1, le=5)] = TOGETHER,
) -> LinkagesView:
    """The rate of the caller's area, and of each region directly below."""
    asked = regions.require(region or actor.region, "/region").code
    actor.scope.require(asked)
    whole, parts = linkage(ledger.cube, asked, period, least, clock.today())
    return LinkagesView(
        period=period,
        least=least,
        whole=LinkageView.of(asked, whole),
        parts=[
            LinkageView.of(child.code, parts.get(child.code, Linkage()))
            for child in regions.children(asked)
        ],
    )
