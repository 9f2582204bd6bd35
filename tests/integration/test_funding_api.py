"""Money over HTTP, on the real store: from plan to use, and back."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cli.engines import Engine
from servicekit.aggregate import Aggregates, Command
from servicekit.app import Service
from servicekit.clock import FixedClock
from servicekit.journal import Journal
from servicekit.mirror import Mirror
from services.registry import main
from services.registry.funding import domain
from services.registry.funding.assistance import AssistanceYear
from services.registry.funding.ceiling import FORGOTTEN_AFTER, Ceiling
from services.registry.funding.domain import Fund
from services.registry.funding.handover import EVERYWHERE, Handover, id_below
from services.registry.funding.movements import ISSUED, SPENT, Movement
from tests.eventually import eventually
from tests.integration.test_organisations_api import CONTRACTS, OFFICER, drafted, registered
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

PROVINCE = {"role": "province_admin", "region": "530000"}
PREFECTURE = {"role": "prefecture_officer", "region": "532600"}
COUNTY = {"role": "county_officer", "region": "532626"}
NEIGHBOUR = {"role": "county_officer", "region": "532601"}
AUDITOR = {"role": "auditor", "region": "530000"}
WORKER = {"role": "station_worker", "region": "532626100"}
FUNDS = "/api/registry/funds"
LOTTERY = {
    "region": "530000", "source": "welfare_lottery", "nature": "special",
    "purpose": "station_building", "year": 2022, "planned_fen": 1_000,
    "document": "云民发[2021]36号", "on": "2022-01-10",
}  # fmt: skip
ASSISTANCE = {
    "region": "532626", "source": "social_assistance", "nature": "special", "purpose": "relief",
    "year": 2022, "planned_fen": 100_000, "on": "2022-01-10",
}  # fmt: skip


@pytest.fixture
async def served(store: Engine, tmp_path: Path) -> AsyncIterator[tuple[Web, Service]]:
    async with serving(main.build, store, tmp_path) as served:
        yield served


@pytest.fixture
def web(served: tuple[Web, Service]) -> Web:
    return served[0]


async def done(web: Web, path: str, body: object = None, **options: Any) -> dict[str, Any]:
    answer = await web.post(path, body, **options)
    assert answer.is_success, answer.text
    return dict(answer.json())


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def funded(web: Web, by: dict[str, str] = PROVINCE, **changes: Any) -> str:
    """A line planned and wholly received; its id."""
    body = LOTTERY | changes
    fund = await done(web, FUNDS, body, by=by)
    received = {"amount_fen": body["planned_fen"], "voucher": "PZ-1", "on": "2022-02-01"}
    await done(web, f"{FUNDS}/{fund['id']}/receive", received, by=by)
    return str(fund["id"])


async def shown(web: Web, fund_id: str, by: dict[str, str] = AUDITOR) -> dict[str, Any]:
    answer = await web.get(f"{FUNDS}/{fund_id}", by=by)
    assert answer.is_success, answer.text
    return dict(answer.json())


async def station(web: Web) -> str:
    body = {"name": "锦屏镇社工站", "kind": "township", "region": "532626100"}
    made = await done(web, "/api/registry/stations", body, by=COUNTY)
    return str(made["id"])


async def test_a_yuan_goes_from_the_provinces_plan_to_a_stations_desk(web: Web):
    root = await funded(web)
    given = {"amount_fen": 600, "to_region": "532600", "document": "云财社〔2022〕7号"}
    above = await done(web, f"{FUNDS}/{root}/issue", given, by=PROVINCE)
    assert above["stages"] == {"planned": 1_000, "issued": 600, "received": 1_000, "spent": 0}
    middle = id_below(root, "532600")
    assert (await shown(web, middle))["stages"] == {
        "planned": 600, "issued": 0, "received": 0, "spent": 0,
    }  # fmt: skip
    early = {"amount_fen": 1, "to_region": "532626"}
    assert told(await web.post(f"{FUNDS}/{middle}/issue", early, by=PREFECTURE)) == (
        409,
        "balance_exceeded",
    )
    came = {"amount_fen": 600, "voucher": "PZ-2"}
    await done(web, f"{FUNDS}/{middle}/receive", came, by=PREFECTURE)
    place = await station(web)
    to_station = {"amount_fen": 500, "station_id": place}
    await done(web, f"{FUNDS}/{middle}/issue", to_station, by=PREFECTURE)
    last = id_below(middle, "532626100", place)
    await done(web, f"{FUNDS}/{last}/receive", {"amount_fen": 500, "voucher": "PZ-3"}, by=COUNTY)
    desk = {"amount_fen": 480, "use": "station_equipment", "voucher": "记-2022-06-0123"}
    spent = await done(web, f"{FUNDS}/{last}/spend", desk, by=COUNTY)
    assert (spent["available_fen"], spent["station_id"], spent["document"]) == (
        20, place, "云财社〔2022〕7号",
    )  # fmt: skip
    ledger = (await web.get(f"{FUNDS}/{last}/movements?limit=2", by=WORKER)).json()
    assert [m["stage"] for m in ledger["items"]] == ["planned", "received"]
    rest = await web.get(f"{FUNDS}/{last}/movements?limit=2&after={ledger['next']}", by=WORKER)
    assert [(m["use"], m["region"], m["station_id"]) for m in rest.json()["items"]] == [
        ("station_equipment", "532626100", place)
    ]


async def test_of_many_issues_at_once_exactly_what_fits_succeeds(web: Web):
    root = await funded(web, planned_fen=1_050)
    bodies = [
        {"amount_fen": 100, "to_region": region}
        for region in ("532600", "532601", "532500", "532501")
        for _ in range(10)
    ]
    answers = await asyncio.gather(
        *(web.post(f"{FUNDS}/{root}/issue", body, by=PROVINCE) for body in bodies)
    )
    assert Counter(a.status_code for a in answers) == {200: 10, 409: 30}
    assert (await shown(web, root))["available_fen"] == 50
    lines = (await web.get(f"{FUNDS}?parent_id={root}", by=AUDITOR)).json()["items"]
    assert sum(line["stages"]["planned"] for line in lines) == 1_000


async def test_of_two_purchases_at_once_from_two_lines_the_ceiling_lets_one_through(web: Web):
    first, second = [await funded(web, COUNTY, **ASSISTANCE) for _ in range(2)]
    buying = {"amount_fen": 3_000, "use": "service_purchase", "target_group": "low_income",
              "voucher": "PZ-9", "on": "2022-05-01"}  # fmt: skip
    unknown = await web.post(f"{FUNDS}/{first}/spend", buying, by=COUNTY)
    assert told(unknown) == (409, "ceiling_unknown")
    year = {"region": "532626", "year": 2022, "spending_fen": 100_000}
    await done(web, "/api/registry/assistance-years", year, by=COUNTY)
    answers = await asyncio.gather(
        *(web.post(f"{FUNDS}/{fund}/spend", buying, by=COUNTY) for fund in (first, second))
    )
    assert sorted(a.status_code for a in answers) == [200, 409]
    refused = next(a for a in answers if a.status_code == 409)
    assert told(refused) == (409, "ceiling_exceeded")
    assert refused.json()["left_fen"] == 2_000
    paid = (first, second)[[a.status_code for a in answers].index(200)]
    ledger = (await web.get(f"{FUNDS}/{paid}/movements", by=COUNTY)).json()["items"]
    undo = {"movement_id": ledger[-1]["id"]}
    await done(web, f"{FUNDS}/{paid}/reverse", undo, by=COUNTY)
    await done(web, f"{FUNDS}/{second}/spend", buying | {"amount_fen": 5_000}, by=COUNTY)
    relief = buying | {"use": "relief_payment", "amount_fen": 50_000}
    await done(web, f"{FUNDS}/{first}/spend", relief, by=COUNTY)


async def test_a_purchase_the_line_cannot_pay_takes_nothing_of_the_ceiling(web: Web):
    line = await funded(web, COUNTY, **(ASSISTANCE | {"planned_fen": 100}))
    year = {"region": "532626", "year": 2022, "spending_fen": 100_000}
    await done(web, "/api/registry/assistance-years", year, by=COUNTY)
    buying = {"amount_fen": 101, "use": "service_purchase", "target_group": "low_income",
              "voucher": "PZ-9", "on": "2022-05-01"}  # fmt: skip
    assert told(await web.post(f"{FUNDS}/{line}/spend", buying, by=COUNTY)) == (
        409,
        "balance_exceeded",
    )
    items = (await web.get("/api/registry/assistance-years?year=2022", by=COUNTY)).json()["items"]
    assert [(y["ceiling_fen"], y["taken_fen"], y["left_fen"]) for y in items] == [(5_000, 0, 5_000)]


async def test_an_issue_is_taken_back_only_where_it_has_not_arrived(web: Web):
    root = await funded(web)
    given = {"amount_fen": 600, "to_region": "532600"}
    await done(web, f"{FUNDS}/{root}/issue", given, by=PROVINCE)
    below = id_below(root, "532600")
    came = {"amount_fen": 200, "voucher": "PZ-2"}
    await done(web, f"{FUNDS}/{below}/receive", came, by=PREFECTURE)
    issue = (await web.get(f"{FUNDS}/{root}/movements", by=AUDITOR)).json()["items"][-1]
    whole = {"movement_id": issue["id"]}
    refused = await web.post(f"{FUNDS}/{root}/reverse", whole, by=PROVINCE)
    assert told(refused) == (409, "already_received_below")
    assert refused.json()["left_fen"] == 400
    part, key = whole | {"amount_fen": 400}, uuid4().hex
    for _ in range(2):
        back = await done(web, f"{FUNDS}/{root}/reverse", part, by=PROVINCE, key=key)
        assert back["stages"]["issued"] == 200
    assert (await shown(web, below))["stages"]["planned"] == 200


async def test_what_a_killed_purchase_took_of_the_ceiling_is_given_back(
    served: tuple[Web, Service],
):
    """A part was taken and the process is gone before it paid."""
    web, service = served
    line = await funded(web, COUNTY, **ASSISTANCE)
    year = {"region": "532626", "year": 2022, "spending_fen": 100_000}
    await done(web, "/api/registry/assistance-years", year, by=COUNTY)
    ceiling: Ceiling = service.provides[Ceiling]  # type: ignore[assignment]
    funds: Aggregates[Fund] = service.provides[Aggregates[Fund]]  # type: ignore[assignment]
    fund = (await funds.load(line, EVERYWHERE)).state
    lost = Movement(
        id=str(uuid4()), stage=SPENT, fen=3_000, on=date(2022, 5, 1), use="service_purchase",
        target_group="low_income", region="532626",
    )  # fmt: skip
    await ceiling.take(line, fund, lost)
    paid = {"amount_fen": 1_000, "use": "service_purchase", "target_group": "low_income",
            "voucher": "PZ-9", "on": "2022-05-01"}  # fmt: skip
    await done(web, f"{FUNDS}/{line}/spend", paid, by=COUNTY)

    async def taken() -> int:
        found = await web.get("/api/registry/assistance-years", by=COUNTY)
        return int(found.json()["items"][0]["taken_fen"])

    assert await taken() == 4_000
    await ceiling.sweep()  # nothing is forgotten yet: a request may still be under way
    assert await taken() == 4_000
    later = FixedClock(datetime.now(UTC) + FORGOTTEN_AFTER)
    parts = (Aggregates[AssistanceYear], Mirror[AssistanceYear], Mirror[Fund])
    years, known, lines = (service.provides[part] for part in parts)
    await Ceiling(years, known, lines, later).sweep()  # type: ignore[arg-type]
    assert await taken() == 1_000


async def test_what_a_killed_request_left_half_way_is_carried_on(
    served: tuple[Web, Service],
):
    """The issuing line has decided and the process is gone: the line below still gets it."""
    web, service = served
    root = await funded(web)
    funds: Aggregates[Fund] = service.provides[Aggregates[Fund]]  # type: ignore[assignment]
    handover: Handover = service.provides[Handover]  # type: ignore[assignment]
    stored = await funds.load(root, EVERYWHERE)
    to = id_below(root, "532600")
    issue = Movement(
        id=str(uuid4()), stage=ISSUED, fen=70, on=stored.state.movements[-1].on, region="532600",
        fund_id=to,
    )  # fmt: skip
    today = issue.on
    decided = Command(key="half", fingerprint="way")
    await funds.change(root, EVERYWHERE, decided, lambda f: domain.issue(f, issue, today))
    await handover.catch_up()
    assert (await shown(web, to))["stages"]["planned"] == 70
    await handover.catch_up()
    assert (await shown(web, to))["movements"] == 1


async def test_a_repeat_moves_nothing_however_late(web: Web):
    root, key = await funded(web), uuid4().hex
    given = {"amount_fen": 50, "to_region": "532600"}
    await done(web, f"{FUNDS}/{root}/issue", given, by=PROVINCE, key=key)
    for _ in range(10):  # more changes than the line remembers keys
        await done(web, f"{FUNDS}/{root}/issue", given, by=PROVINCE)
    again = await done(web, f"{FUNDS}/{root}/issue", given, by=PROVINCE, key=key)
    assert again["stages"]["issued"] == 550
    other = given | {"amount_fen": 51}
    answer = await web.post(f"{FUNDS}/{root}/issue", other, by=PROVINCE, key=key)
    assert told(answer) == (422, "idempotency_key_reused")


async def test_money_is_seen_and_moved_by_ones_own_area_alone(web: Web):
    root = await funded(web)
    await done(web, f"{FUNDS}/{root}/issue", {"amount_fen": 5, "to_region": "532626"}, by=PROVINCE)
    line = id_below(root, "532626")
    assert told(await web.get(f"{FUNDS}/{line}", by=NEIGHBOUR)) == (404, "not_found")
    assert told(await web.get(f"{FUNDS}/{root}", by=COUNTY)) == (404, "not_found")
    came = {"amount_fen": 5, "voucher": "PZ-2"}
    assert told(await web.post(f"{FUNDS}/{line}/receive", came, by=NEIGHBOUR)) == (
        404,
        "not_found",
    )
    assert told(await web.post(FUNDS, LOTTERY, by=COUNTY)) == (403, "region_out_of_scope")
    for reader in (AUDITOR, WORKER):
        answer = await web.post(f"{FUNDS}/{line}/receive", came, by=reader)
        assert told(answer) == (403, "permission_denied")
    mine = (await web.get(FUNDS, by=COUNTY)).json()["items"]
    assert [fund["id"] for fund in mine] == [line]
    of_province = f"{FUNDS}?region=530000&year=2022"
    assert told(await web.get(of_province, by=COUNTY)) == (403, "region_out_of_scope")


async def test_lines_are_listed_by_what_they_are_page_by_page(web: Web):
    ids = sorted([(await done(web, FUNDS, LOTTERY, by=PROVINCE))["id"] for _ in range(3)])
    await done(web, FUNDS, LOTTERY | {"source": "budget", "year": 2021}, by=PROVINCE)
    asked = f"{FUNDS}?source=welfare_lottery&year=2022&limit=2"
    first = (await web.get(asked, by=AUDITOR)).json()
    second = (await web.get(f"{asked}&after={first['next']}", by=AUDITOR)).json()
    assert [fund["id"] for fund in first["items"] + second["items"]] == ids
    assert second["next"] is None
    assert told(await web.get(f"{FUNDS}?source=lottery", by=AUDITOR)) == (422, "code_unknown")
    assert told(await web.get(f"{FUNDS}?limit=0", by=AUDITOR)) == (422, "page_invalid")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"planned_fen": 0}, "amount_invalid"),
        ({"planned_fen": 1.5}, "amount_invalid"),
        ({"planned_fen": 10**13}, "amount_invalid"),
        ({"source": "lottery"}, "code_unknown"),
        ({"source": "all"}, "source_not_real"),
        ({"source": "station_building"}, "source_not_real"),
        ({"document": "关于张三的通知"}, "document_number_invalid"),
        ({"year": 1999}, "number_out_of_range"),
        ({"uses": ["staff_pay"]}, "use_forbidden"),
        ({"on": "2022-02-30"}, "date_invalid"),
        ({"on": "2099-01-01"}, "date_in_future"),
        ({"region": "532331"}, "region_retired"),
        ({"stage": "received"}, "field_not_writable"),
    ],
)
async def test_a_line_that_cannot_be_is_refused(web: Web, change: dict[str, Any], code: str):
    answer = await web.post(FUNDS, LOTTERY | change, by=PROVINCE)
    assert answer.json()["code"] == code, answer.text


@pytest.mark.parametrize("voucher", ["张三 13800138000", "13800138000", "报销单 李四", ""])
async def test_a_voucher_is_a_reference_and_never_names_a_person(web: Web, voucher: str):
    root = (await done(web, FUNDS, LOTTERY, by=PROVINCE))["id"]
    came = {"amount_fen": 5, "voucher": voucher}
    answer = await web.post(f"{FUNDS}/{root}/receive", came, by=PROVINCE)
    assert told(answer) == (422, "voucher_invalid")
    assert voucher not in answer.text or not voucher


async def test_a_forbidden_use_names_the_rule_its_document_and_what_is_allowed(web: Web):
    root = await funded(web)
    pay = {"amount_fen": 5, "use": "staff_pay", "voucher": "PZ-2"}
    answer = await web.post(f"{FUNDS}/{root}/spend", pay, by=PROVINCE)
    assert told(answer) == (409, "use_forbidden")
    said = answer.json()
    assert (said["rule"], said["document"]) == (
        "permitted_uses.welfare_lottery",
        "财综〔2021〕18号",
    )
    assert "elderly_service" in said["allowed"]
    assert said["errors"][0]["pointer"] == "/use"


async def test_what_is_done_reaches_the_journal_in_order(served: tuple[Web, Service]):
    web, service = served
    root = await funded(web)
    journal: Journal = service.provides[Journal]  # type: ignore[assignment]

    async def told_so() -> bool:
        entries = [e for n in range(3) for e in await journal.read(f"registry.funding/{n}", 0, 100)]
        return [e.envelope.type for e in entries if e.envelope.subject == root] == wanted

    wanted = ["registry.fund.planned.v1", "registry.fund.received.v1"]
    await eventually(told_so)


async def test_an_auditor_follows_each_yuan_both_ways(web: Web):
    root = await funded(web)
    await done(
        web, f"{FUNDS}/{root}/issue", {"amount_fen": 600, "to_region": "532600"}, by=PROVINCE
    )
    middle = id_below(root, "532600")
    await done(
        web, f"{FUNDS}/{middle}/receive", {"amount_fen": 500, "voucher": "PZ-2"}, by=PREFECTURE
    )
    await done(
        web, f"{FUNDS}/{middle}/issue", {"amount_fen": 300, "to_region": "532626"}, by=PREFECTURE
    )
    last = id_below(middle, "532626")
    await done(web, f"{FUNDS}/{last}/receive", {"amount_fen": 300, "voucher": "PZ-3"}, by=COUNTY)
    bought = {"amount_fen": 120, "use": "station_equipment", "voucher": "PZ-4"}
    await done(web, f"{FUNDS}/{last}/spend", bought, by=COUNTY)

    down = (await web.get(f"{FUNDS}/{root}/trail", by=AUDITOR)).json()
    assert down["came_from"] == []
    assert down["where_now"] == {
        "received_fen": 1_000, "spent_fen": 120, "on_lines_fen": 780, "on_the_way_fen": 100,
    }  # fmt: skip
    county = down["went_to"]["below"][0]["below"][0]
    assert [(s["use"], s["standing_fen"]) for s in county["spendings"]] == [
        ("station_equipment", 120)
    ]
    assert county["flows"][0]["to_movement"] == county["spendings"][0]["id"]

    up = (await web.get(f"{FUNDS}/{last}/trail", by=COUNTY)).json()["came_from"]
    assert [(o["fund_id"], o["issued_here_fen"], o["stages"]) for o in up] == [
        (middle, 300, None),  # what lies outside the county's area shows its issue alone
        (root, 600, None),
    ]
    assert told(await web.get(f"{FUNDS}/{root}/trail", by=COUNTY)) == (404, "not_found")


async def test_reports_say_each_stage_apart_and_each_yuan_once(web: Web):
    root = await funded(web)
    given = {"amount_fen": 600, "to_region": "532600"}
    await done(web, f"{FUNDS}/{root}/issue", given, by=PROVINCE)
    middle = id_below(root, "532600")
    came = {"amount_fen": 500, "voucher": "PZ-2"}
    await done(web, f"{FUNDS}/{middle}/receive", came, by=PREFECTURE)
    of = "/api/registry/funding/summary?year=2022"
    province = (await web.get(f"{of}&by=region", by=AUDITOR)).json()
    assert province["total"] == {
        "planned_fen": 1_000, "issued_fen": 600, "received_fen": 1_000, "paid_fen": 1_000,
        "spent_fen": 0,
    }  # fmt: skip
    assert {row["key"]: row["sums"]["paid_fen"] for row in province["rows"]} == {
        "530000": 500, "532600": 500,
    }  # fmt: skip
    mine = (await web.get(f"{of}&by=source", by=PREFECTURE)).json()
    assert [(r["key"], r["sums"]["planned_fen"]) for r in mine["rows"]] == [
        ("welfare_lottery", 600)
    ]
    assert told(await web.get(f"{of}&region=532500", by=PREFECTURE)) == (403, "region_out_of_scope")


async def test_breaches_are_listed_with_their_rule_and_what_would_satisfy_it(web: Web):
    place = await station(web)
    signed = f"/api/registry/stations/{place}/sign"
    await done(web, signed, {"on": "2022-03-01"}, by=COUNTY)
    await funded(web, COUNTY, region="532626", planned_fen=1_500_000)
    path = "/api/registry/funding/rules?year=2022"
    found = (await web.get(f"{path}&breaches=true&region=532626", by=COUNTY)).json()["items"]
    (floor,) = found
    assert (floor["rule"], floor["numerator_fen"], floor["denominator"], floor["met"]) == (
        "floor_20000_yuan", 1_500_000, 1, False,
    )  # fmt: skip
    assert (floor["lacking_fen"], floor["ratio"]) == (500_000, 1_500_000)
    assert "5000.00" in floor["satisfied_by"]
    first = (await web.get(f"{path}&limit=1", by=AUDITOR)).json()
    second = (await web.get(f"{path}&limit=1&after={first['next']}", by=AUDITOR)).json()
    assert first["items"][0]["region"] < second["items"][0]["region"]
    year = {"region": "532626", "year": 2022, "spending_fen": 100}
    await done(web, "/api/registry/assistance-years", year, by=COUNTY)
    of_ceiling = f"{path}&rule=ceiling_5_percent&region=532626"
    (ceiling,) = (await web.get(of_ceiling, by=COUNTY)).json()["items"]
    assert (ceiling["limit_fen"], ceiling["met"]) == (5, True)


async def test_counties_with_money_of_their_own_are_counted_by_what_arrived(web: Web):
    await funded(web, COUNTY, region="532626", source="budget")
    own = LOTTERY | {"region": "532601", "source": "budget"}
    await done(web, FUNDS, own, by=NEIGHBOUR)
    path = "/api/registry/funding/coverage?year=2022&region=532600"
    found = (await web.get(path, by=PREFECTURE)).json()
    assert (found["counties"], found["planned_in"], found["received_in"]) == (8, 2, 1)
    uses = (await web.get("/api/registry/funding/permitted-uses", by=COUNTY)).json()
    assert {row["source"] for row in uses["items"]} >= {"welfare_lottery", "social_assistance"}


async def test_a_spending_under_a_contract_is_as_the_contract_says(web: Web):
    by = COUNTY | {"region": "532501"}
    agency = await registered(web)
    contract = (await drafted(web, agency)).json()["id"]
    path = f"{CONTRACTS}/{contract}"
    line = await funded(web, by, **(ASSISTANCE | {"region": "532501", "planned_fen": 10**7}))
    year = {"region": "532501", "year": 2022, "spending_fen": 10**9}
    await done(web, "/api/registry/assistance-years", year, by=by)
    pay = {"amount_fen": 6_000_000, "use": "service_purchase", "target_group": "low_income",
           "voucher": "PZ-9", "on": "2022-05-01", "contract_id": contract}  # fmt: skip
    spend = f"{FUNDS}/{line}/spend"
    assert told(await web.post(spend, pay, by=by)) == (409, "contract_stage")
    await done(web, f"{path}/sign", by=OFFICER)
    assert told(await web.post(spend, pay, by=by)) == (409, "contract_overspent")
    await done(web, f"{path}/accept", {"deliverable": 1, "quantity": 10}, by=OFFICER)
    await done(web, f"{path}/pay", {"milestone": 1}, by=OFFICER)
    key = uuid4().hex
    for _ in range(2):
        shown_ = await done(web, spend, pay, by=by, key=key)
        assert shown_["stages"]["spent"] == 6_000_000
    more = await web.post(spend, pay | {"amount_fen": 1}, by=by)
    assert (told(more), more.json()["left_fen"]) == ((409, "contract_overspent"), 0)
    stranger = pay | {"contract_id": str(uuid4())}
    assert told(await web.post(spend, stranger, by=by)) == (404, "not_found")
