"""Exports over HTTP: statements as XLSX, allocations as 360Giving, a fund as IATI transactions."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response

from servicekit.aggregate import Aggregates
from servicekit.boundaries import RegionAsked
from servicekit.errors import DomainError
from servicekit.fields import Id
from servicekit.mirror import Mirror
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from servicekit.sheets.writing import write_xlsx
from services.charity.donors.donor import UNNAMED_ZH, Donor
from services.charity.exports import sheet
from services.charity.exports.grants import Names, activities, package
from services.charity.funds.fund import Fund
from services.charity.funds.holdings import Holdings
from services.charity.gifts.gift import Gift
from services.charity.statements.books import StatementBooks
from services.charity.statements.line import Line
from services.charity.stations.copy import Stations

router = APIRouter(prefix="/api/charity", tags=["exports 导出"])

Reader = Annotated[Actor, Depends(require("charity.exports.read"))]
Books = Annotated[StatementBooks, Depends(provided(StatementBooks))]
Funds = Annotated[Aggregates[Fund], Depends(provided(Aggregates[Fund]))]
Donors = Annotated[Aggregates[Donor], Depends(provided(Aggregates[Donor]))]
AllDonors = Annotated[Mirror[Donor], Depends(provided(Mirror[Donor]))]
Gifts = Annotated[Mirror[Gift], Depends(provided(Mirror[Gift]))]
Held = Annotated[Holdings, Depends(provided(Holdings))]
Known = Annotated[Stations, Depends(provided(Stations))]

MOST_LINES = 50_000
MOST_GIFTS = 5_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportTooLarge(DomainError):
    code = "export_limit"
    status = 422
    zh = "共 {total} 行，一次最多导出 {most} 行；请用 up_to 指定截至的序号，分几次导出。"
    en = "{total} lines; at most {most} at once. Give up_to, the last number, and export in parts."


UpTo = Annotated[int | None, Query(ge=1, description="截至的序号 / the last line's number")]


@router.get("/funds/{fund_id}/statement.xlsx")
async def get_fund_sheet(
    fund_id: Id, actor: Reader, funds: Funds, books: Books, up_to: UpTo = None
) -> Response:
    name = (await funds.load(fund_id, actor.scope)).state.name
    return await _sheet(books, fund_id, f"基金明细账-{name}", up_to)


@router.get("/donors/{donor_id}/statement.xlsx")
async def get_donor_sheet(
    donor_id: Id, actor: Reader, donors: Donors, books: Books, up_to: UpTo = None
) -> Response:
    await donors.load(donor_id, actor.scope)
    return await _sheet(books, donor_id, "捐赠方明细账", up_to)


@router.get("/funds/{fund_id}/transactions.xml")
async def get_transactions(
    fund_id: Id, actor: Reader, funds: Funds, books: Books, clock: Now, up_to: UpTo = None
) -> Response:
    """IATI-style: what came in and went out, corrections as negative values."""
    name = (await funds.load(fund_id, actor.scope)).state.name
    lines = [line for _, line in reversed(await _lines(books, fund_id, up_to))]
    text = await asyncio.to_thread(activities, lines, name, clock.today())
    return Response(text, media_type="application/xml")


@router.get("/exports/360giving.json")
async def get_grants(
    actor: Reader,
    gifts: Gifts,
    donors: AllDonors,
    held: Held,
    stations: Known,
    region: RegionAsked = None,
    fund: Annotated[Id | None, Query()] = None,
) -> dict[str, Any]:
    """Every allocation of the area's gifts as a grant, in the 360Giving Data Standard."""
    scope = actor.scope.narrowed(region)
    found = [g for g in gifts.within(scope) if fund in (None, g.state.fund_id)]
    if len(found) > MOST_GIFTS:
        raise ExportTooLarge(total=len(found), most=MOST_GIFTS)
    ids = {part.station_id for g in found for part in g.state.allocations}
    known = {id_: await stations.get(id_) for id_ in ids if id_}
    names = Names(
        donor=lambda id_: _donor(donors, id_),
        receiver=lambda id_: str((known.get(id_) or {}).get("name", "")),
    )
    return package(sorted(found, key=lambda g: g.id), names)


def _donor(donors: Mirror[Donor], id_: str) -> str:
    found = donors.get(id_)
    return found.state.public_name()[0] if found else UNNAMED_ZH


async def _sheet(books: StatementBooks, book: str, title: str, up_to: int | None) -> Response:
    lines = await _lines(books, book, up_to)
    table = sheet.rows(reversed(lines))
    content = await asyncio.to_thread(write_xlsx, "明细账", sheet.COLUMNS, table)
    named = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return Response(content, media_type=XLSX, headers={"Content-Disposition": named})


async def _lines(books: StatementBooks, book: str, up_to: int | None) -> list[tuple[int, Line]]:
    """Newest first (ExportTooLarge unless told up to which line)."""
    before = None if up_to is None else up_to + 1
    found = await books.read(book, before, MOST_LINES)
    if found.total > MOST_LINES and up_to is None:
        raise ExportTooLarge(total=found.total, most=MOST_LINES)
    return found.lines
