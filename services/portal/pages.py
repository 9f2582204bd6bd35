"""The pages: the province on a map with its table, and the events behind a figure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from contracts import regions
from contracts.regions import Region
from servicekit.clock import SystemClock
from servicekit.errors import Language
from services.portal import static_files
from services.portal.amounts import Scale
from services.portal.figures import Figures, Unanswered
from services.portal.map_data import map_data
from services.portal.question import (
    COVERAGE,
    PARTS_OF_YEAR,
    WHOLE,
    BadQuestion,
    Question,
    parse_cursor,
    parse_question,
)
from services.portal.rendering import inline_json, page
from services.portal.session import Visitor, language_of, visitor
from services.portal.settings import PortalSettings
from services.portal.table import Table
from services.portal.view import COVERAGE_OF, View, gather, name_of
from services.portal.words import say

FIRST_YEAR = 2020
TRACE_PAGE = 50

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Visitor, Depends(visitor)]


@router.get("/")
async def first_page(request: Request, who: SignedIn) -> Response:
    """One region, one indicator, one period; without any of them, the visitor's own area."""
    question = _asked(request, who)
    if "year" in request.query_params:  # a form was sent: give it the address it stands for
        return RedirectResponse(f"/?{question.query()}", 303)
    language = language_of(request)
    figures = _figures(request, who)
    view = await gather(figures, question, language)
    if (part := view.table.usual_part) is not None:
        question = replace(question, part=part)
        view = await gather(figures, question, language)
    data = map_data(view, static_files.outlines_address, language)
    return page(
        request,
        "first_page.html",
        actor=who.actor,
        view=view,
        question=question,
        trail=_trail(view.region, who),
        map=data,
        map_json=inline_json(data),
        map_title=_map_title(view, language),
        below=below(view.region, language),
        by_county=question.grain == "county" and view.region.level == "province",
        top=_greatest(view.table),
        whole=WHOLE,
        whole_scale=Scale(""),
        years=range(SystemClock().today().year, FIRST_YEAR - 1, -1),
        months=PARTS_OF_YEAR,
        name=name_of(view.indicator, language),
        traced=COVERAGE_OF if view.indicator.code == COVERAGE else view.indicator.code,
    )


@router.get("/trace")
async def trace_page(request: Request, who: SignedIn) -> HTMLResponse:
    """The events behind one figure, a page at a time; as a fragment when htmx asks."""
    question = _asked(request, who)
    region = regions.get(question.region)
    if region is None:
        raise BadQuestion("region")
    figures = _figures(request, who)
    catalogue = {one.code: one for one in await figures.indicators()}
    if question.indicator not in catalogue:
        raise BadQuestion("indicator")
    asked = {
        "indicator": question.indicator,
        "region": question.region,
        "period": question.period,
    }
    found = await figures.trace(asked, limit=TRACE_PAGE, after=parse_cursor(request.query_params))
    fragment = request.headers.get("hx-request") == "true"
    return page(
        request,
        "trace_panel.html" if fragment else "trace_page.html",
        actor=who.actor,
        question=question,
        region=region,
        found=found,
        trace_href=lambda after="": _trace_href(question, after),
        after=request.query_params.get("after", ""),
        name=name_of(catalogue[question.indicator], language_of(request)),
    )


def _asked(request: Request, who: Visitor) -> Question:
    settings: PortalSettings = request.app.state.settings
    period = settings.first_period(SystemClock().today())
    return parse_question(request.query_params, home=who.actor.region, period=period)


def _figures(request: Request, who: Visitor) -> Figures:
    settings: PortalSettings = request.app.state.settings
    address = settings.upstream("metrics")
    if not address:
        raise Unanswered("away")
    return Figures(request.app.state.http, address, who.token, language_of(request))


def below(region: Region, language: Language) -> str:
    """'16 个州（市）、129 个县（市、区）、1,429 个乡镇（街道）': what a region is made of."""
    counts = {}
    level = [region]
    while level := [child for one in level for child in regions.children(one.code)]:
        counts[level[0].level] = len(level)
    comma = "、" if language == "zh" else ", "
    return comma.join(say(language, f"n_{name}", n=f"{n:,}") for name, n in counts.items())


def _trace_href(question: Question, after: str) -> str:
    cursor = f"&{urlencode({'after': after})}" if after else ""
    return f"/trace?{question.query(grain='children')}{cursor}"


def _greatest(table: Table) -> Decimal | None:
    """What the longest bar stands for."""
    return max(filter(None, (line.shade(table.shaded) for line in table.lines)), default=None)


def _map_title(view: View, language: Language) -> str:
    region = regions.short_name(view.region.name)
    if view.region.level in {"province", "prefecture"}:
        return say(
            language, "map_title", region=region, indicator=name_of(view.indicator, language)
        )
    above = regions.ancestors(view.region.code)
    parent = next(one for one in above if one.level == "prefecture")
    return say(language, "map_place", region=region, parent=regions.short_name(parent.name))


def _trail(region: Region, who: Visitor) -> list[tuple[Region, bool]]:
    """The way down to a region, and which of it the visitor may open."""
    line = [*reversed(regions.ancestors(region.code)), region]
    return [(one, who.actor.scope.allows(one.code)) for one in line]
