"""What donors, the public, auditors and other systems see of gifts."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
from python_calamine import CalamineWorkbook

from cli.engines import Engine
from services.charity.proofs.commitment import opens
from services.charity.statements.posting import Posting
from tests.eventually import eventually
from tests.integration.giving import (
    COATS,
    DONORS,
    FUNDS,
    GIFTS,
    OFFICER,
    PARTNER,
    PHOTO,
    PLEDGES,
    SIGNED,
    WORKER,
    charity,
    done,
    in_hand,
    told,
)
from tests.integration.web import Web

pytestmark = pytest.mark.engines

AUDITOR = {"role": "auditor", "region": "530000", "sub": "auditor"}
PUBLIC = "/api/charity/public/funds"


class Seen:
    """A fund with one gift of 150 coats, 100 delivered, 3 of them sent back."""

    def __init__(self, web: Web, posting: Posting) -> None:
        self.web = web
        self.posting = posting
        self.fund = self.gift = self.donor = self.part = ""

    async def made(self) -> Seen:
        web = self.web
        donor = {"kind": "resident", "name": "王某", "anonymous": True}
        self.donor = (await done(web, DONORS, donor, by=OFFICER))["id"]
        fund = {"kind": "special", "name": "暖冬专项基金", "statement": "为困境儿童过冬"}
        self.fund = (await done(web, FUNDS, fund, by=OFFICER))["id"]
        path = await in_hand(web, fund_id=self.fund, donor_id=self.donor)
        self.gift = path.rpartition("/")[2]
        wanted = {"station_id": SIGNED, "quantity": 100}
        self.part = (await done(web, f"{path}/allocate", wanted, by=OFFICER))["id"]
        here = f"{path}/allocations/{self.part}"
        await done(web, f"{here}/confirm", {"evidence": [PHOTO]}, by=WORKER)
        back = {"quantity": 3, "was": "delivered", "reason": "wrong_item"}
        await done(web, f"{here}/send-back", back, by=WORKER)
        await done(web, f"{here}/report", {"persons": 97}, by=WORKER)
        await eventually(self._all_posted)
        return self

    async def _all_posted(self) -> bool:
        await self.posting.catch_up()
        shown = await self.web.get(f"{FUNDS}/{self.fund}/statement", by=OFFICER)
        return bool(shown.json()["total"] == 5)


@pytest.fixture
async def seen(store: Engine, tmp_path: Path) -> AsyncIterator[Seen]:
    async with charity(store, tmp_path) as (web, service):
        posting: Posting = service.provides[Posting]  # type: ignore[assignment]
        yield await Seen(web, posting).made()


async def open_page(seen: Seen, path: str) -> httpx.Response:
    """Without a token."""
    return await seen.web.anonymous(path)


async def test_a_donor_follows_their_gift_step_by_step_and_never_sees_who_got_it(seen: Seen):
    page = (await seen.web.get(f"{PLEDGES}/{seen.gift}/proof", by=PARTNER)).json()
    steps = [(step["from_account"], step["to_account"]) for step in page["steps"]]
    assert steps == [
        (None, "promised"),
        ("promised", "received"),
        ("received", "allocated"),
        ("allocated", "delivered"),
        ("delivered", "received"),
    ]
    assert page["chain"] == page["steps"][-1]["chain"]
    (use,) = page["uses"]
    assert (use["county"], use["delivered"]["quantity"], use["persons"]) == ("533401", 97, 97)
    assert SIGNED not in str(page)
    assert "533401100" not in str(page)


async def test_only_an_auditor_opens_a_step_and_it_is_what_was_committed_to(seen: Seen):
    step = f"{PLEDGES}/{seen.gift}/proof/4"
    assert (await seen.web.get(step, by=PARTNER)).status_code == 403
    opened = (await seen.web.get(step, by=AUDITOR)).json()
    assert opened["fact"]["station_id"] == SIGNED
    assert opens(opened["commitment"], opened["salt"], opened["fact"])
    assert (await seen.web.get(f"{PLEDGES}/{seen.gift}/proof/9", by=AUDITOR)).status_code == 404


async def test_anybody_reads_the_public_ledger_with_corrections_beside_the_original(seen: Seen):
    (fund,) = (await open_page(seen, PUBLIC)).json()["items"]
    assert fund["name"] == "暖冬专项基金"
    (came,) = (await open_page(seen, f"{PUBLIC}/{seen.fund}/received")).json()["items"]
    assert came["donor"] == "爱心人士（不公开姓名）"
    assert came["amount"]["quantity"] == 150
    used = await open_page(seen, f"{PUBLIC}/{seen.fund}/used")
    (went,) = used.json()["items"]
    assert (went["amount"]["quantity"], went["taken_back"]["quantity"]) == (100, 3)
    assert (went["county"], went["delivered"]["quantity"]) == ("533401", 97)
    assert SIGNED not in used.text
    shown = await seen.web.post(f"{DONORS}/{seen.donor}/change", {"anonymous": False}, by=OFFICER)
    assert shown.status_code == 200
    (came,) = (await open_page(seen, f"{PUBLIC}/{seen.fund}/received")).json()["items"]
    assert came["donor"] == "王某", "a donor who asks to be named is named at once"


async def test_a_fund_that_is_not_public_is_nobodys_to_read(seen: Seen):
    hidden = {"kind": "direct", "name": "定向", "statement": "不公开", "public": False}
    fund = (await done(seen.web, FUNDS, hidden, by=OFFICER))["id"]
    assert (await open_page(seen, f"{PUBLIC}/{fund}")).status_code == 404
    assert len((await open_page(seen, PUBLIC)).json()["items"]) == 1


async def test_the_statement_of_a_fund_and_a_donor_as_a_workbook(seen: Seen):
    for book in (f"{FUNDS}/{seen.fund}", f"{DONORS}/{seen.donor}"):
        answer = await seen.web.get(f"{book}/statement.xlsx", by=OFFICER)
        assert answer.status_code == 200, answer.text
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
        head, *lines = sheet.to_python()
        assert head[:5] == ["序号", "日期", "转出账户", "转入账户", "金额（分）"]
        assert [(ln[0], ln[3], ln[6]) for ln in lines] == [
            (1, "承诺未到", 150),
            (2, "已接收在手", 150),
            (3, "已分配", 100),
            (4, "已交付", 100),
            (5, "已接收在手", 3),
        ]


async def test_other_systems_take_grants_and_transactions(seen: Seen):
    answer = await seen.web.get("/api/charity/exports/360giving.json?region=533400", by=OFFICER)
    (grant,) = answer.json()["grants"]
    assert grant["amountAwarded"] == 20_000.0
    assert grant["recipientOrganization"][0]["name"] == "站"
    xml = await seen.web.get(f"{FUNDS}/{seen.fund}/transactions.xml", by=OFFICER)
    values = [float(v.text or 0) for v in ElementTree.fromstring(xml.content).iter("value")]
    assert values[:2] == [30_000.01, 30_000.01]
    assert values[2] == values[3] == 20_000.0
    assert values[4] < 0, "what was sent back"


async def test_alarms_are_those_of_the_callers_area(seen: Seen):
    here = f"{GIFTS}/{seen.gift}/allocations/{seen.part}"
    finding = {"kind": "diverted", "document": "云审〔2026〕1号"}
    await done(seen.web, f"{here}/finding", finding, by=OFFICER)
    again = await seen.web.post(f"{here}/finding", finding, by=OFFICER)
    assert told(again) == (409, "finding_open")
    for by, count in ((OFFICER, 1), (WORKER, 1), (WORKER | {"region": "533401101"}, 0)):
        items = (await seen.web.get("/api/charity/alarms?kind=off_purpose", by=by)).json()["items"]
        assert len(items) == count
    await done(seen.web, f"{here}/finding/clear", by=OFFICER)
    assert (await seen.web.get("/api/charity/alarms", by=OFFICER)).json()["items"] == []


async def test_a_donor_on_the_blacklist_or_unknown_is_refused(seen: Seen):
    unknown = {"kind": "company", "name": "某公司", "organisation_id": seen.gift}
    assert (await seen.web.post(DONORS, unknown, by=OFFICER)).status_code in (404, 422)
    nobody = await seen.web.post(PLEDGES, COATS | {"donor_id": seen.gift}, by=PARTNER)
    assert told(nobody) == (422, "donor_unknown")
