"""The regions of any day over HTTP, and how each came to be what it is."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import regions
from contracts.regions.history import ALWAYS, LATEST, OPEN, Link, Span
from servicekit.aggregate import Stored
from servicekit.fields import LocalDate, View
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.registry.regions.domain import Ordered, Register

router = APIRouter(prefix="/api/registry/regions", tags=["regions 行政区划"])

Reader = Annotated[Actor, Depends(require("registry.regions.read"))]
Registers = Annotated[Mirror[Register], Depends(provided(Mirror[Register]))]
OnDay = Annotated[LocalDate | None, Query(description="哪一天的区划；不填为今天")]
Code = Annotated[str, Query(max_length=12)]


class RegionName(View):
    code: str
    name: str
    level: str

    @classmethod
    def of(cls, region: regions.Region) -> RegionName:
        return cls(code=region.code, name=region.name, level=region.level)


class RegionListed(RegionName):
    parent: str | None

    @classmethod
    def of(cls, region: regions.Region) -> RegionListed:
        name = RegionName.of(region).model_dump()
        return cls(**name, parent=region.parent or None)


class RegionView(RegionListed):
    children: list[RegionName]
    ancestors: list[RegionName]


class SpanView(View):
    """`opened` null: it was there before the records begin; `closed` null: it still is."""

    name: str
    opened: date | None
    closed: date | None

    @classmethod
    def of(cls, span: Span) -> SpanView:
        return cls(
            name=span.region.name,
            opened=None if span.opened == ALWAYS else span.opened,
            closed=None if span.closed == OPEN else span.closed,
        )


class LinkView(View):
    """`code` of the other region; `on` null: the day is not on record."""

    code: str
    on: date | None
    share_percent: int

    @classmethod
    def of(cls, link: Link, code: str) -> LinkView:
        on = None if link.on == ALWAYS else link.on
        return cls(code=code, on=on, share_percent=link.share_percent)


class OrderedView(View):
    """A change entered here; `document_number` 文号 ordered it."""

    id: str
    kind: str
    code: str
    on: date
    document_number: str

    @classmethod
    def of(cls, ordered: Ordered) -> OrderedView:
        return cls(
            id=ordered.id,
            kind=ordered.kind,
            code=ordered.code,
            on=ordered.on,
            document_number=ordered.document_number,
        )


class HistoryView(View):
    """`now`: the region of today that holds it; `came_from` and `became` step by step."""

    code: str
    now: RegionName | None
    names: list[SpanView]
    came_from: list[LinkView]
    became: list[LinkView]
    changes: list[OrderedView] = Field(description="oldest first")


@router.get("")
async def get_regions(
    actor: Reader,
    paging: Paging,
    clock: Now,
    parent: Code | None = None,
    level: Annotated[regions.Level | None, Query()] = None,
    on: OnDay = None,
) -> Page[RegionListed]:
    """The regions of a day, in code order: all, those below `parent`, those of a level."""
    day = on or clock.today()
    if parent is not None:
        regions.region_on(parent, day, "/parent")
    past = regions.timeline()
    after = str(paging.after[0]) if paging.after else ""
    found = past.children(parent, day) if parent else past.all(day)
    fitting = [r for r in found if r.code > after and level in (None, r.level)]
    shown = fitting[: paging.limit]
    key = (shown[-1].code,) if len(fitting) > paging.limit else ()
    return paging.page([RegionListed.of(region) for region in shown], *key)


@router.get("/{code}")
async def get_region(code: str, actor: Reader, on: OnDay = None) -> RegionView:
    """A region with its children and, nearest first, its ancestors: public facts, unscoped."""
    region = regions.region_on(code, on, "/code") if on else regions.require(code, "/code")
    past, day = regions.timeline(), on or LATEST
    above = [past.at(holder, day) for holder in past.path(code, day)[1:]]
    return RegionView(
        **RegionListed.of(region).model_dump(),
        children=[RegionName.of(child) for child in past.children(code, day)],
        ancestors=[RegionName.of(region) for region in above if region],
    )


@router.get("/{code}/history")
async def get_history(code: str, actor: Reader, registers: Registers) -> HistoryView:
    """Its names with their days, what it came from, what it became, and the documents."""
    past = regions.timeline()
    if not past.known(code) and code not in past.out:
        regions.require(code, "/code")
    now = regions.get(past.holding(code, LATEST))
    return HistoryView(
        code=code,
        now=RegionName.of(now) if now else None,
        names=[SpanView.of(span) for span in past.spans.get(code, ())],
        came_from=[LinkView.of(link, link.before) for link in past.into.get(code, ())],
        became=[LinkView.of(link, link.after) for link in past.out.get(code, ())],
        changes=[OrderedView.of(ordered) for ordered in _ordered(registers, code)],
    )


def _ordered(registers: Mirror[Register], code: str) -> list[Ordered]:
    from_all: list[Stored[Register]] = list(registers.within(EVERYWHERE))
    found = [one for stored in from_all for one in stored.state.ordered if one.concerns(code)]
    return sorted(found, key=lambda one: one.on)
