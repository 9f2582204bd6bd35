"""Audits of money over HTTP, on the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cli.engines import Engine
from servicekit.aggregate import Aggregates, Command
from servicekit.app import Service
from servicekit.clock import Clock
from services.registry import main
from services.registry.audits import domain
from services.registry.audits.domain import Finding
from services.registry.funding.domain import Fund
from services.registry.funding.opening import FundRow, line_of
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

PREFECTURE = {"role": "prefecture_officer", "region": "532600", "sub": "p-1"}
COUNTY = {"role": "county_officer", "region": "532626", "sub": "c-1"}
NEIGHBOUR = {"role": "county_officer", "region": "532601", "sub": "n-1"}
INSPECTOR = {"role": "province_admin", "region": "530000", "sub": "i-1"}
AUDITOR = {"role": "auditor", "region": "530000", "sub": "a-1"}
FINDINGS, INSPECTIONS = "/api/registry/findings", "/api/registry/inspections"
SUSPICIONS = "/api/registry/suspicions"
ROW = FundRow(
    region="532626", source="welfare_lottery", nature="special", purpose="station_building",
    year=2022, planned_fen=1_000, planned_on=date(2022, 1, 10), received_fen=800, spent_fen=300,
    use="reception",
)  # fmt: skip


@pytest.fixture
async def served(store: Engine, tmp_path: Path) -> AsyncIterator[tuple[Web, Service]]:
    async with serving(main.build, store, tmp_path) as served:
        yield served


@pytest.fixture
def web(served: tuple[Web, Service]) -> Web:
    return served[0]


@pytest.fixture
async def line(served: tuple[Web, Service]) -> str:
    """A line entered as history: 300 spent on receptions, 500 lying since January 2022."""
    service = served[1]
    funds: Aggregates[Fund] = service.provides[Aggregates[Fund]]  # type: ignore[assignment]
    id_, fund, events = line_of(ROW, date(2022, 6, 30))
    await funds.create_many([(id_, fund.region, (fund, events))], Command("k", "p"))
    return id_


def today(served: tuple[Web, Service]) -> date:
    clock: Clock = served[1].provides[Clock]  # type: ignore[assignment]
    return clock.today()


async def done(web: Web, path: str, body: object = None, **options: Any) -> dict[str, Any]:
    answer = await web.post(path, body, **options)
    assert answer.is_success, answer.text
    return dict(answer.json())


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def opened(web: Web, line: str, deadline: date, **changes: Any) -> str:
    body = {"kind": "diverted", "fund_id": line, "amount_fen": 300} | changes
    finding = await done(web, FINDINGS, body | {"deadline": deadline.isoformat()}, by=INSPECTOR)
    return str(finding["id"])


async def test_the_ledger_shows_what_is_suspect_until_a_finding_says_so(web, served, line):
    found = (await web.get(SUSPICIONS, by=PREFECTURE)).json()["items"]
    assert [(s["kind"], s["reason"], s["amount_fen"]) for s in found] == [
        ("withheld", "lying", 500),
        ("diverted", "forbidden_use", 300),
    ]
    finding = await opened(web, line, today(served), movement_ids=found[1]["movement_ids"])
    diverted = (await web.get(f"{SUSPICIONS}?kind=diverted", by=COUNTY)).json()["items"]
    assert [s["finding_id"] for s in diverted] == [finding]
    assert (await web.get(SUSPICIONS, by=NEIGHBOUR)).json()["items"] == []
    scattered = await web.get(f"{SUSPICIONS}?kind=scattered&many=2", by=COUNTY)
    assert scattered.json()["items"] == []
    first = (await web.get(f"{SUSPICIONS}?limit=1", by=COUNTY)).json()
    rest = await web.get(f"{SUSPICIONS}?limit=1&after={first['next']}", by=COUNTY)
    assert rest.json()["items"][0]["kind"] == "diverted"


async def test_a_finding_is_put_right_sent_back_and_accepted(web, served, line):
    path = f"{FINDINGS}/{await opened(web, line, today(served), description='见工作底稿')}"
    evidence = {"evidence": "ZG-2022-07"}
    assert (await done(web, f"{path}/rectify", evidence, by=COUNTY))["stage"] == "rectified"
    back = {"accepted": False}
    assert told(await web.post(f"{path}/recheck", back, by=PREFECTURE)) == (422, "deadline_missing")
    later = (today(served) + timedelta(days=30)).isoformat()
    sent = await done(web, f"{path}/recheck", back | {"deadline": later}, by=PREFECTURE)
    assert (sent["stage"], sent["deadline"]) == ("sent_back", later)
    await done(web, f"{path}/rectify", evidence, by=COUNTY)
    accepted = await done(web, f"{path}/recheck", {"accepted": True}, by=INSPECTOR)
    assert [check["accepted"] for check in accepted["rechecks"]] == [False, True]
    again = await web.post(f"{path}/rectify", evidence, by=COUNTY)
    assert told(again) == (409, "finding_stage")


async def test_who_reports_a_rectification_does_not_recheck_it(web, served, line):
    path = f"{FINDINGS}/{await opened(web, line, today(served))}"
    await done(web, f"{path}/rectify", {"evidence": "ZG-1"}, by=PREFECTURE)
    own = await web.post(f"{path}/recheck", {"accepted": True}, by=PREFECTURE)
    assert told(own) == (409, "recheck_by_another")
    county = await web.post(f"{path}/recheck", {"accepted": True}, by=COUNTY)
    assert told(county) == (403, "permission_denied")


async def test_the_overdue_are_listed_with_the_days(web, served, line):
    service = served[1]
    await opened(web, line, today(served) + timedelta(days=1))
    findings: Aggregates[Finding] = service.provides[Aggregates[Finding]]  # type: ignore[assignment]
    late_id = str(uuid4())
    late = Finding(
        region="532626", kind="withheld", fund_id=line, amount_fen=5, found_on=date(2022, 6, 30),
        deadline=date(2022, 7, 31),
    )  # fmt: skip
    fund = line_of(ROW, date(2022, 6, 30))[1]
    decided = domain.open_finding(late, fund, date(2022, 6, 30))
    await findings.create(late_id, "532626", decided, Command("late", "late"))
    (found,) = (await web.get(f"{FINDINGS}?overdue=true", by=PREFECTURE)).json()["items"]
    assert (found["id"], found["days_overdue"]) == (
        late_id,
        (today(served) - date(2022, 7, 31)).days,
    )
    everything = (await web.get(f"{FINDINGS}?fund_id={line}&limit=1", by=COUNTY)).json()
    assert everything["items"][0]["id"] == late_id  # the earliest deadline first
    assert everything["next"]


async def test_an_inspection_draws_its_sample_and_ends_when_all_is_checked(web, served, line):
    plan = {"region": "532600", "year": 2022, "starts_on": "2022-07-01", "ends_on": "2022-12-31"}
    assert told(await web.post(INSPECTIONS, plan, by=PREFECTURE)) == (422, "sample_empty")
    made = await done(web, INSPECTIONS, plan | {"draw": 5}, by=PREFECTURE)
    assert made["sample"] == [line]
    path = f"{INSPECTIONS}/{made['id']}"
    await done(web, f"{path}/start", by=PREFECTURE)
    assert told(await web.post(f"{path}/close", by=PREFECTURE)) == (409, "sample_unchecked")
    await opened(web, line, today(served), inspection_id=made["id"])
    checked = {"fund_id": line, "clean": False}
    shown = await done(web, f"{path}/check", checked, by=PREFECTURE)
    assert (shown["unchecked"], shown["findings"], shown["unsettled"]) == ([], 1, 1)
    assert (await done(web, f"{path}/close", by=PREFECTURE))["stage"] == "closed"
    listed = (await web.get(f"{INSPECTIONS}?year=2022", by=AUDITOR)).json()["items"]
    assert [one["id"] for one in listed] == [made["id"]]
    stranger = plan | {"sample": [str(uuid4())]}
    assert told(await web.post(INSPECTIONS, stranger, by=PREFECTURE)) == (422, "not_in_sample")


async def test_audits_stay_in_ones_own_area(web, served, line):
    finding = await opened(web, line, today(served))
    assert told(await web.get(f"{FINDINGS}/{finding}", by=NEIGHBOUR)) == (404, "not_found")
    evidence = {"evidence": "ZG-1"}
    assert told(await web.post(f"{FINDINGS}/{finding}/rectify", evidence, by=NEIGHBOUR)) == (
        404,
        "not_found",
    )
    plan = {"region": "532500", "year": 2022, "starts_on": "2022-07-01", "ends_on": "2022-12-31"}
    assert told(await web.post(INSPECTIONS, plan, by=PREFECTURE)) == (403, "region_out_of_scope")
    body = {"kind": "diverted", "fund_id": line, "amount_fen": 1, "deadline": "2099-01-01"}
    for reader in (COUNTY, AUDITOR):  # a county is audited; an auditor reads and writes nothing
        assert told(await web.post(FINDINGS, body, by=reader)) == (403, "permission_denied")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "theft"}, "code_unknown"),
        ({"amount_fen": 1_001}, "finding_amount"),
        ({"amount_fen": "1"}, "amount_invalid"),
        ({"deadline": "2022-07-31"}, "date_out_of_order"),
        ({"deadline": "2022-07-32"}, "date_invalid"),
        ({"movement_ids": [str(uuid4())]}, "movement_unknown"),
        ({"fund_id": str(uuid4())}, "not_found"),
        ({"stage": "accepted"}, "field_not_writable"),
    ],
)
async def test_a_finding_that_cannot_be_is_refused(web, line, change, code):
    body = {"kind": "diverted", "fund_id": line, "amount_fen": 300, "deadline": "2099-01-01"}
    answer = await web.post(FINDINGS, body | change, by=INSPECTOR)
    assert answer.json()["code"] == code, answer.text


async def test_the_same_finding_sent_twice_is_one(web, served, line):
    body = {"kind": "diverted", "fund_id": line, "amount_fen": 300}
    body |= {"deadline": today(served).isoformat()}
    key = uuid4().hex
    first, second = [await done(web, FINDINGS, body, by=INSPECTOR, key=key) for _ in range(2)]
    assert first == second
    assert len((await web.get(FINDINGS, by=AUDITOR)).json()["items"]) == 1
