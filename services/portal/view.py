"""What the first page shows, gathered from metrics in one round of questions asked at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from contracts import regions
from contracts.regions import Region
from servicekit.errors import Language
from services.portal.disagreements import Disagreement, tell
from services.portal.figures import Conflict, Figures, Indicator, Row, Unanswered
from services.portal.question import COVERAGE, TOWNSHIP_STATIONS, BadQuestion, Part, Question
from services.portal.table import Answers, Table, build_table, part_asked, parts_offered
from services.portal.words import say

COVERAGE_OF = "stations"


@dataclass(frozen=True, slots=True)
class View:
    """`disagreements` is None where they could not be had; the figures stand without them."""

    question: Question
    region: Region
    indicator: Indicator
    catalogue: Sequence[Indicator]
    parts: Sequence[Part]
    table: Table
    disagreements: Sequence[Disagreement] | None
    stated_periods: Sequence[str]


def coverage(language: Language) -> Indicator:
    """Coverage as an indicator of its own, computed here from stations and places."""
    name_zh, name_en = say("zh", "coverage"), say("en", "coverage")
    return Indicator(COVERAGE, name_zh, name_en, "%", "ratio", [])


async def gather(figures: Figures, question: Question, language: Language) -> View:
    """Raises BadQuestion for a region or indicator that is not, Unanswered for no figures."""
    region = regions.get(question.region)
    if region is None:
        raise BadQuestion("region")
    catalogue = _with_coverage(await figures.indicators(), language)
    indicator = next((one for one in catalogue if one.code == question.indicator), None)
    if indicator is None:
        raise BadQuestion("indicator")
    source = _source(indicator, catalogue)
    if not set(part_asked(question).by.split(",")) - {""} <= set(source.dimensions):
        raise BadQuestion("part")
    own, children, slices, conflicts = await asyncio.gather(
        _own(figures, question, source),
        _children(figures, question, source),
        _slices(figures, question, indicator),
        _conflicts(figures, question.region),
    )
    names = {one.code: name_of(one, language) for one in catalogue}
    table = build_table(question, shown_regions(question), children, own, indicator.unit)
    return View(
        question=question,
        region=region,
        indicator=indicator,
        catalogue=catalogue,
        parts=_parts(question, source, [*slices, *own.stated, *children.stated]),
        table=table,
        disagreements=None
        if conflicts is None
        else tell(conflicts, names, question.region, source.code, language),
        stated_periods=() if table.states else await _elsewhere(figures, question, source),
    )


def _parts(question: Question, source: Indicator, rows: Sequence[Row]) -> Sequence[Part]:
    """Coverage is one slice of the stations already; it is not sliced again."""
    if question.indicator == COVERAGE:
        return ()
    also = [part_asked(question)]
    if source.code == COVERAGE_OF:
        also.append(TOWNSHIP_STATIONS)
    return parts_offered(rows, also)


def name_of(indicator: Indicator, language: Language) -> str:
    return indicator.name_zh if language == "zh" else indicator.name_en or indicator.name_zh


def shown_regions(question: Question) -> tuple[Region, ...]:
    """The children, or every county where the map of the province goes by county."""
    below = regions.children(question.region)
    if question.grain == "county" and question.region == regions.ROOT:
        return tuple(county for one in below for county in regions.children(one.code))
    return below


def _with_coverage(found: list[Indicator], language: Language) -> list[Indicator]:
    """Coverage stands second, beside the stations it is made of."""
    if not any(one.code == COVERAGE_OF for one in found):
        return found
    return [*found[:1], coverage(language), *found[1:]]


def _source(indicator: Indicator, catalogue: Sequence[Indicator]) -> Indicator:
    if indicator.code != COVERAGE:
        return indicator
    return next(one for one in catalogue if one.code == COVERAGE_OF)


async def _own(figures: Figures, question: Question, source: Indicator) -> Answers:
    recorded, stated = await asyncio.gather(
        figures.rows(source.code, question.region, question.period, by=part_asked(question).by),
        _stated(figures, question.region, question.period, source, _splits(source)),
    )
    return Answers(recorded, stated)


async def _children(figures: Figures, question: Question, source: Indicator) -> Answers:
    """By county, the province is asked prefecture by prefecture: metrics breaks down one level."""
    parents = [question.region]
    if question.grain == "county" and question.region == regions.ROOT:
        parents = [one.code for one in regions.children(regions.ROOT)]
    # Reports seldom speak of single counties: there only what is asked for is looked up.
    splits = _splits(source) if len(parents) == 1 else {"", part_asked(question).by}
    answers = await asyncio.gather(
        *(_below(figures, code, question, source, splits) for code in parents)
    )
    return Answers(
        [row for one in answers for row in one.recorded],
        [row for one in answers for row in one.stated],
    )


async def _below(
    figures: Figures, code: str, question: Question, source: Indicator, splits: set[str]
) -> Answers:
    if not regions.children(code):
        return Answers((), ())
    by_region = {_joined("region", split) for split in splits}
    recorded, stated = await asyncio.gather(
        figures.rows(
            source.code, code, question.period, by=_joined("region", part_asked(question).by)
        ),
        _stated(figures, code, question.period, source, by_region),
    )
    return Answers(recorded, stated)


async def _stated(
    figures: Figures, region: str, period: str, source: Indicator, splits: set[str]
) -> list[Row]:
    """Reports state a whole or a part as they please; each way of splitting is its own question."""
    found = await asyncio.gather(
        *(
            figures.rows(source.code, region, period, by=split, basis="stated")
            for split in sorted(splits)
        )
    )
    return [row for rows in found for row in rows]


def _splits(source: Indicator) -> set[str]:
    """The whole, each dimension alone, and all of them."""
    return {"", *source.dimensions, ",".join(source.dimensions)}


async def _slices(figures: Figures, question: Question, indicator: Indicator) -> list[Row]:
    """The recorded figure by its first dimension: which parts there are to choose from."""
    if not indicator.dimensions:
        return []
    return await figures.rows(
        indicator.code, question.region, question.period, by=indicator.dimensions[0]
    )


async def _elsewhere(figures: Figures, question: Question, source: Indicator) -> list[str]:
    """Other periods that reports state this indicator for, where the one asked has none."""
    year = question.period[:4] if question.period != "cumulative" else "2022"
    periods = [p for p in ("cumulative", year, f"{year}H1", f"{year}H2") if p != question.period]
    region = "region" if regions.children(question.region) else ""
    splits = {region, _joined(region, part_asked(question).by)}
    found = await asyncio.gather(
        *(_stated(figures, question.region, period, source, splits) for period in periods)
    )
    return [period for period, rows in zip(periods, found, strict=True) if rows]


async def _conflicts(figures: Figures, region: str) -> list[Conflict] | None:
    try:
        return await figures.conflicts(region)
    except Unanswered as failure:
        if failure.reason == "sign_in":
            raise
        return None


def _joined(*names: str) -> str:
    return ",".join(name for name in names if name)
