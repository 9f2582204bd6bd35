"""A campaign's file of gifts: all of it once, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from cli.engines import Engine
from tests.integration.giving import FUNDS, OFFICER, PARTNER, charity, done
from tests.integration.web import Web

pytestmark = pytest.mark.engines

HEAD = "接收日期,金额（元）,物资,数量,单位"
FUND = {"kind": "campaign", "name": "99公益日", "statement": "弱势群体服务", "domain": "children"}


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with charity(store, tmp_path) as (web, _service):
        yield web


def file(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode()


GOOD = file("2026-09-07,100.50,,,", "2026-09-08,20,,,", "2026-09-09,3000,冬衣,15,件")


async def a_fund(web: Web) -> str:
    return str((await done(web, FUNDS, FUND, by=OFFICER))["id"])


async def balances(web: Web, fund: str) -> dict[str, Any]:
    shown = (await web.get(f"{FUNDS}/{fund}", by=OFFICER)).json()["balances"]
    return {one["measure"]: one["accounts"]["received"] for one in shown}


async def test_a_file_is_entered_once_however_often_it_is_sent(web: Web):
    fund = await a_fund(web)
    path = f"{FUNDS}/{fund}/import"
    dry = (await web.upload(f"{path}?dry_run=true", GOOD, by=OFFICER)).json()
    assert (dry["rows"], dry["amount_fen"], dry["created"]) == (3, 312_050, 0)
    assert await balances(web, fund) == {}
    first = await web.upload(path, GOOD, by=OFFICER, key="the-file")
    assert (first.status_code, first.json()["created"]) == (200, 3)
    again = (await web.upload(path, GOOD, by=OFFICER, key="the-file")).json()
    assert (again["created"], again["already_there"]) == (0, 3)
    assert await balances(web, fund) == {
        "money": {"amount_fen": 12_050, "quantity": 0},
        "winter_clothes/件": {"amount_fen": 300_000, "quantity": 15},
    }
    gifts = (await web.get(f"/api/charity/gifts?fund={fund}", by=OFFICER)).json()["items"]
    assert {gift["restriction"]["domain"] for gift in gifts} == {"children"}, "the fund's purpose"


async def test_one_wrong_row_and_nothing_is_entered_and_every_mistake_is_named(web: Web):
    fund = await a_fund(web)
    bad = file("2099-01-01,5,,,", "2026-09-08,-3,,,", "2026-09-09,10,冬衣,,件", "2026-09-09,7,,,")
    answer = await web.upload(f"{FUNDS}/{fund}/import", bad, by=OFFICER)
    assert answer.status_code == 422
    codes = [error["code"] for error in answer.json()["errors"]]
    assert sorted(codes) == ["amount_invalid", "date_in_future", "goods_incomplete"]
    assert await balances(web, fund) == {}
    assert (await web.upload(f"{FUNDS}/{fund}/import", GOOD, by=PARTNER)).status_code == 403
