"""What money did over areas, over HTTP: sums by stage, checked rules, coverage, permitted uses."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from contracts import regions
from servicekit.fields import RegionCode
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import provided
from servicekit.scope import EVERYWHERE, Scope
from servicekit.security import Actor, require
from services.registry.funding.assistance import AssistanceYear
from services.registry.funding.bodies import Source
from services.registry.funding.coverage import own_money
from services.registry.funding.domain import Fund
from services.registry.funding.placing import Placed, Sums, placed, summed, within
from services.registry.funding.report_views import (
    CheckView,
    CountyMoneyView,
    CoverageView,
    PermittedView,
    StageSums,
    SumRow,
    SumsView,
)
from services.registry.funding.rule_report import ceiling_checks, floor_checks
from services.registry.funding.uses import permissions
from services.registry.stations.domain import Station

router = APIRouter(prefix="/api/registry/funding", tags=["funds 资金"])

Reader = Annotated[Actor, Depends(require("registry.funds.read"))]
Lines = Annotated[Mirror[Fund], Depends(provided(Mirror[Fund]))]
BudgetYear = Annotated[int, Query(ge=2000, le=2100)]
STATION_KINDS = ("township", "subdistrict")
"""乡镇（街道）社工站: those the floor is about; rooms and points are not."""


@router.get("/summary")
async def get_summary(
    actor: Reader,
    lines: Lines,
    region: Annotated[RegionCode | None, Query()] = None,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    by: Literal["source", "purpose", "region"] = "source",
) -> SumsView:
    """Sums of an area by source, purpose or the regions below it; each yuan once, each stage a
    figure of its own. `year` is the budget year; all years when left out."""
    asked = _asked(actor, region)
    inside = within(asked)
    funds = (s.state for s in lines.within(EVERYWHERE) if year in (None, s.state.year))
    entries = [entry for entry in placed(funds) if inside(entry)]
    whole = summed(entries, lambda _entry: ()).get((), Sums())
    groups = summed(entries, lambda entry: (_group(entry, by, asked),))
    rows = [SumRow.of(key, sums, whole) for (key,), sums in sorted(groups.items())]
    return SumsView(region=asked, year=year, by=by, total=StageSums.of(whole), rows=rows)


def _group(entry: Placed, by: str, asked: str) -> str:
    if by == "source":
        return entry.fund.source
    if by == "purpose":
        return entry.fund.purpose
    children = (child.code for child in regions.children(asked))
    return next((code for code in children if regions.within(entry.region, code)), asked)


@router.get("/rules")
async def get_rules(
    actor: Reader,
    lines: Lines,
    years: Annotated[Mirror[AssistanceYear], Depends(provided(Mirror[AssistanceYear]))],
    stations: Annotated[Mirror[Station], Depends(provided(Mirror[Station]))],
    paging: Paging,
    year: BudgetYear,
    region: Annotated[RegionCode | None, Query()] = None,
    rule: Annotated[Literal["ceiling_5_percent", "floor_20000_yuan"] | None, Query()] = None,
    breaches: Annotated[bool, Query(description="只列未达标的")] = False,
) -> Page[CheckView]:
    """The 5 % ceiling and the floor per station, area by area: parts, ratio, met, what is lacking.

    An area whose denominator is not known is neither met nor a breach.
    """
    scope = Scope.of(_asked(actor, region))
    funds = [stored.state for stored in lines.within(EVERYWHERE)]
    recorded = [stored.state for stored in years.within(EVERYWHERE)]
    checks = [
        *ceiling_checks(funds, recorded, year).values(),
        *floor_checks(funds, _stations(stations, year), year).values(),
    ]
    shown = [
        CheckView.of(check)
        for check in checks
        if scope.allows(check.region)
        and rule in (None, check.rule.code)
        and not (breaches and check.met is not False)
    ]
    return _page(sorted(shown, key=lambda view: (view.region, view.rule)), paging)


def _stations(stations: Mirror[Station], year: int) -> Counter[str]:
    """Place → its township and subdistrict stations that stood at the end of the year."""
    found: Counter[str] = Counter()
    for stored in stations.within(EVERYWHERE):
        station = stored.state
        signed = station.signed_on is not None and station.signed_on.year <= year
        closed = station.closed_on is not None and station.closed_on.year <= year
        if station.kind in STATION_KINDS and signed and not closed:
            found[stored.region] += 1
    return found


def _page(found: list[CheckView], paging: Paging) -> Page[CheckView]:
    after = tuple(str(part) for part in paging.after) if paging.after else ("", "")
    rest = [view for view in found if (view.region, view.rule) > after]
    shown = rest[: paging.limit]
    key = (shown[-1].region, shown[-1].rule) if len(rest) > paging.limit else ()
    return paging.page(shown, *key)


@router.get("/coverage")
async def get_coverage(
    actor: Reader,
    lines: Lines,
    year: BudgetYear,
    region: Annotated[RegionCode | None, Query()] = None,
    source: Annotated[Source, Query()] = "budget",
) -> CoverageView:
    """How many counties have money of their own in it: planned is one count, arrived another."""
    asked = _asked(actor, region)
    counties = own_money((s.state for s in lines.within(EVERYWHERE)), asked, source, year)
    return CoverageView(
        region=asked,
        year=year,
        source=source,
        counties=len(counties),
        planned_in=sum(county.planned > 0 for county in counties),
        received_in=sum(county.received > 0 for county in counties),
        items=[CountyMoneyView.of(county) for county in counties],
    )


@router.get("/permitted-uses")
async def get_permitted_uses(actor: Reader) -> Page[PermittedView]:
    """What money of each source may be spent on, with the rule and its document; one page."""
    return Page(items=[PermittedView.of(rule) for rule in permissions().values()])


def _asked(actor: Actor, region: str | None) -> str:
    """The region a report is about: the caller's own when none is named (OutOfScope)."""
    actor.scope.narrowed(region)
    return region or actor.region
