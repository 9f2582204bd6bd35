"""A file of gifts into a fund, over HTTP: everything wrong with it is said, or all is entered."""

from __future__ import annotations

import asyncio
from secrets import token_hex
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes
from servicekit.aggregate import Aggregates
from servicekit.commands import command
from servicekit.fields import Id, View, coded
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from servicekit.sheets import Sheet
from servicekit.sheets.upload import Notice, Uploaded
from services.charity.funds.fund import Fund, require_open
from services.charity.gifts.moving import Gifts
from services.charity.imports import rows
from services.charity.imports.rows import COLUMNS, Into

router = APIRouter(prefix="/api/charity/funds", tags=["imports 导入"])

Keeper = Annotated[Actor, Depends(require("charity.gifts.receive"))]
Funds = Annotated[Aggregates[Fund], Depends(provided(Aggregates[Fund]))]
Vehicle = Annotated[str, Query(), coded(codes.GIFT_VEHICLES)]

AT_ONCE = 1_000


class GiftsImported(View):
    """`created` rows were new; `already_there` had been entered by the same file before."""

    rows: int
    amount_fen: int
    created: int
    already_there: int
    dry_run: bool
    warnings: list[Notice]


@router.post("/{fund_id}/import")
async def post_import(
    fund_id: Id,
    file: Uploaded,
    actor: Keeper,
    funds: Funds,
    gifts: Gifts,
    clock: Now,
    vehicle: Vehicle = "campaign",
    dry_run: Annotated[bool, Query(description="只检查，不导入")] = False,
) -> GiftsImported:
    """Gifts that a campaign or a shop has received: XLSX or CSV with 接收日期, 金额（元） and, for
    goods, 物资, 数量, 单位. 422 with every mistake; sent again, nothing is entered twice."""
    today = clock.today()
    fund = (await funds.load(fund_id, actor.scope)).state
    require_open(fund, today)
    grid = await file.grid()
    sheet = Sheet.of(grid, COLUMNS)
    into = Into(fund_id, fund, vehicle, actor.subject)
    salts = [token_hex(32) for _ in sheet.rows]
    made = await asyncio.to_thread(rows.read, sheet, into, grid.digest, salts, today)
    sheet.faults.refuse()
    created = 0
    for first in range(0, 0 if dry_run else len(made), AT_ONCE):
        part = [(m.id, m.gift.region, (m.gift, m.events)) for m in made[first : first + AT_ONCE]]
        created += await gifts.create_many(part, command(file.attempt(), actor))
    return GiftsImported(
        rows=len(made),
        amount_fen=sum(one.gift.pledged.fen for one in made),
        created=created,
        already_there=0 if dry_run else len(made) - created,
        dry_run=dry_run,
        warnings=file.show(sheet.warnings),
    )
