"""Requests over HTTP: a station says what it lacks; lists, and what of it is met."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import model_validator

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Fen, Id, LocalDate, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.charity.gifts.bodies import Quantity
from services.charity.gifts.pledging import GoodsIncomplete, Unit
from services.charity.linking.lacking import Lacking
from services.charity.requests import request as domain
from services.charity.requests.request import Request
from services.charity.stations.copy import Stations

router = APIRouter(prefix="/api/charity/requests", tags=["requests 资源需求"])

Reader = Annotated[Actor, Depends(require("charity.requests.read"))]
Writer = Annotated[Actor, Depends(require("charity.requests.write"))]
Requests = Annotated[Aggregates[Request], Depends(provided(Aggregates[Request]))]
AllRequests = Annotated[Mirror[Request], Depends(provided(Mirror[Request]))]
Lacks = Annotated[Lacking, Depends(provided(Lacking))]
Known = Annotated[Stations, Depends(provided(Stations))]


class PostRequest(Body):
    """`amount_fen` of money, or `quantity` of an `item` in its `unit`; `until`: the last day on
    which it is of use."""

    station_id: Id
    domain: Annotated[str, coded(codes.DOMAINS)]
    target_group: Annotated[str, coded(codes.TARGET_GROUPS)]
    until: LocalDate
    amount_fen: Fen | None = None
    item: Annotated[str, coded(codes.GIFT_ITEMS)] | None = None
    quantity: Quantity | None = None
    unit: Unit | None = None

    @model_validator(mode="after")
    def _money_or_goods(self) -> PostRequest:
        for name in ("item", "quantity", "unit"):
            if (getattr(self, name) is None) != (self.amount_fen is not None):
                raise GoodsIncomplete(f"/{name}")
        return self


class CloseRequest(Body):
    reason: Literal["met", "withdrawn"]


class RequestView(View):
    """`wanted` and `left` in fen of money, or in items; `left` is what no gift holds for it."""

    id: str
    version: int
    region: str
    station_id: str
    domain: str
    target_group: str
    item: str | None
    unit: str | None
    wanted: int
    left: int
    until: date
    closed_on: date | None

    @classmethod
    def of(cls, stored: Stored[Request], lacking: Lacking) -> RequestView:
        said = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            region=said.region,
            station_id=said.station_id,
            domain=said.domain,
            target_group=said.target_group,
            item=said.item or None,
            unit=said.unit or None,
            wanted=said.wanted,
            left=lacking.of(stored).left,
            until=said.until,
            closed_on=said.closed_on,
        )


@router.post("", status_code=201)
async def post_request(
    body: PostRequest,
    actor: Writer,
    requests: Requests,
    lacking: Lacks,
    stations: Known,
    attempt: Attempt,
    clock: Now,
) -> RequestView:
    """Raises StationUnknown, StationNotWorking, UntilPassed."""
    station = await stations.working(body.station_id, actor.scope)
    request = Request(
        region=station.region,
        station_id=station.id,
        domain=body.domain,
        target_group=body.target_group,
        wanted=body.amount_fen or body.quantity or 0,
        until=body.until,
        item=body.item or "",
        unit=body.unit or "",
    )
    decision = domain.post(request, clock.today())
    id_ = attempt.id(actor.subject)
    stored = await requests.create(id_, request.region, decision, command(attempt, actor))
    return RequestView.of(stored, lacking)


@router.get("")
async def get_requests(
    actor: Reader,
    requests: AllRequests,
    lacking: Lacks,
    clock: Now,
    paging: Paging,
    region: RegionAsked = None,
    item: Annotated[str | None, Query(), coded(codes.GIFT_ITEMS)] = None,
    open: Annotated[bool, Query()] = False,
) -> Page[RequestView]:
    """In order of id; by region, item, and only those still open."""
    today = clock.today()

    def wanted(said: Request) -> bool:
        return item in (None, said.item) and (not open or said.open_on(today))

    scope = actor.scope.narrowed(region)
    return mirrored(requests, scope, wanted, paging, lambda r: RequestView.of(r, lacking))


@router.post("/{request_id}/close")
async def post_close(
    request_id: Id,
    body: CloseRequest,
    actor: Writer,
    requests: Requests,
    lacking: Lacks,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> RequestView:
    today = clock.today()
    stored = await requests.change(
        request_id,
        actor.scope,
        command(attempt, actor, version),
        lambda request: domain.close(request, body.reason, today),
    )
    return RequestView.of(stored, lacking)
