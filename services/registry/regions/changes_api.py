"""Changes of the code list over HTTP: each dated, each by the document that ordered it.

The province alone enters them. A change answers with itself; what it did is in the history of the
regions it concerns, at once.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from contracts import regions
from contracts.regions import changing
from contracts.regions.changing import Part
from servicekit.aggregate import Aggregates
from servicekit.commands import change_or_create, command
from servicekit.fields import Body, Line, LocalDate
from servicekit.idempotency import Attempt
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.policies.api import DocumentNumber
from services.registry.regions.api import OrderedView
from services.registry.regions.domain import (
    Decide,
    Kind,
    Order,
    Register,
    enter,
    register_id,
    register_region,
)

router = APIRouter(prefix="/api/registry/regions", tags=["regions 行政区划"])

Writer = Annotated[Actor, Depends(require("registry.regions.write"))]
Store = Annotated[Aggregates[Register], Depends(provided(Aggregates[Register]))]
NewCode = Annotated[str, Field(max_length=12)]


class Dated(Body):
    """`on`: the first day it holds on; `document_number` 文号 of the order."""

    on: LocalDate
    document_number: DocumentNumber


class OpenRegion(Dated):
    """`parent`, if given, is checked against the digits of the code."""

    code: NewCode
    name: Line
    parent: NewCode | None = None


class RenameRegion(Dated):
    name: Line


class MoveRegion(Dated):
    """`to`: its new code, under the new parent; all below moves with it."""

    to: NewCode
    name: Line | None = None


class MergeRegions(Dated):
    """The regions `merged` become the one of the path; `name` if it is new, or has a new one."""

    merged: Annotated[list[NewCode], Field(min_length=1, max_length=50)]
    name: Line | None = None


class PartOf(Body):
    code: NewCode
    name: Line
    share_percent: Annotated[int, Field(strict=True, ge=1, le=100)]


class SplitRegion(Dated):
    """`parts`: at least two, shares adding up to 100; the region itself may be one of them."""

    parts: Annotated[list[PartOf], Field(min_length=2, max_length=50)]


class Entering:
    """What every change needs; calling it decides, saves and shows the change."""

    def __init__(self, actor: Writer, store: Store, attempt: Attempt, clock: Now) -> None:
        self._actor, self._store, self._attempt = actor, store, attempt
        self._today = clock.today()

    async def __call__(self, kind: Kind, code: str, by: Dated, decide: Decide) -> OrderedView:
        id_ = self._attempt.id(self._actor.subject)
        order = Order(
            id=id_,
            kind=kind,
            code=code,
            on=by.on,
            document_number=by.document_number,
            decide=decide,
        )
        where = register_region(code)
        saved = await change_or_create(
            self._store,
            register_id(where),
            where,
            Register(region=where),
            command(self._attempt, self._actor),
            lambda register: enter(register, order, regions.timeline(), self._today),
        )
        return OrderedView.of(next(one for one in saved.state.ordered if one.id == id_))


Enter = Annotated[Entering, Depends()]


@router.post("", status_code=201)
async def post_region(body: OpenRegion, enter: Enter) -> OrderedView:
    """Open a region: a county, a township, or a village with its 12 digits."""
    return await enter(
        "opened",
        body.code,
        body,
        lambda known: changing.open_region(known, body.code, body.name, body.on, body.parent or ""),
    )


@router.post("/{code}/rename")
async def post_rename(code: str, body: RenameRegion, enter: Enter) -> OrderedView:
    return await enter(
        "renamed", code, body, lambda known: changing.rename(known, code, body.name, body.on)
    )


@router.post("/{code}/move")
async def post_move(code: str, body: MoveRegion, enter: Enter) -> OrderedView:
    """Give a region, with all below it, another code: under another parent, or the same."""
    return await enter(
        "moved",
        code,
        body,
        lambda known: changing.move(known, code, body.to, body.on, body.name or ""),
    )


@router.post("/{code}/merge")
async def post_merge(code: str, body: MergeRegions, enter: Enter) -> OrderedView:
    """Merge others into the region `code`, which stands already or is made by this."""
    return await enter(
        "merged",
        code,
        body,
        lambda known: changing.merge(known, body.merged, code, body.on, body.name or ""),
    )


@router.post("/{code}/split")
async def post_split(code: str, body: SplitRegion, enter: Enter) -> OrderedView:
    parts = [Part(part.code, part.name, part.share_percent) for part in body.parts]
    return await enter(
        "split", code, body, lambda known: changing.split(known, code, parts, body.on)
    )


@router.post("/{code}/close")
async def post_close(code: str, body: Dated, enter: Enter) -> OrderedView:
    """Close a region without a successor: what was filed under it is its parent's."""
    return await enter("closed", code, body, lambda known: changing.close(known, code, body.on))
