"""Bulletins over HTTP: the dispatch pack of an area and period as XLSX and as PDF."""

from __future__ import annotations

import asyncio
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response

from contracts import periods, regions
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.metrics.bulletins.content import Bulletin, bulletin
from services.metrics.bulletins.document import document
from services.metrics.bulletins.workbook import workbook
from services.metrics.ledger import Ledger

router = APIRouter(prefix="/api/metrics/bulletins", tags=["bulletins 通报"])

Figures = Annotated[Ledger, Depends(provided(Ledger))]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked(
    actor: Annotated[Actor, Depends(require("metrics.bulletins.read"))],
    ledger: Figures,
    clock: Now,
    period: Annotated[str, Query(max_length=periods.LONGEST)],
    region: Annotated[str | None, Query(max_length=12)] = None,
) -> Bulletin:
    place = regions.require(region or actor.region, "/region").code
    actor.scope.require(place)
    return bulletin(ledger.cube, place, period, clock.today())


Asked = Annotated[Bulletin, Depends(_asked)]


@router.get("/bulletin.xlsx")
async def get_workbook(said: Asked) -> Response:
    content = await asyncio.to_thread(workbook, said)
    return _file(content, XLSX, f"{said.title}.xlsx")


@router.get("/bulletin.pdf")
async def get_document(said: Asked) -> Response:
    content = await asyncio.to_thread(document, said)
    return _file(content, "application/pdf", f"{said.title}.pdf")


def _file(content: bytes, kind: str, name: str) -> Response:
    named = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=kind, headers={"Content-Disposition": named})
