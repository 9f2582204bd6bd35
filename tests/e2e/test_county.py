"""A county is set up from spreadsheets and sends a month up; an auditor follows the money."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.e2e.conftest import Caller, Suite
from tests.eventually import wait_until

pytestmark = pytest.mark.engines

COUNTY, PREFECTURE = "532624", "532600"
MONTH = "2022-07"  # after the half year the demonstration is about


@pytest.fixture(scope="module")
def officer(suite: Suite) -> Caller:
    return suite.client("county_officer", COUNTY)


@pytest.fixture(scope="module")
def township(officer: Caller) -> str:
    """Some township of the county, whatever its code."""
    shown = officer.get(f"registry/regions/{COUNTY}").json()
    return str(shown["children"][0]["code"])


def sheet(rows: Sequence[dict[str, Any]]) -> dict[str, tuple[str, bytes]]:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return {"file": ("县级.csv", text.getvalue().encode("utf-8-sig"))}


def sent(who: Caller, kind: str, rows: Sequence[dict[str, Any]], **query: str) -> httpx.Response:
    key = {"Idempotency-Key": str(uuid4())}
    return who.post(f"registry/{kind}/import", files=sheet(rows), params=query, headers=key)


def rooms(township: str) -> list[dict[str, Any]]:
    return [
        {
            "站点名称": name,
            "类型": "社工室",
            "地区代码": township,
            "挂牌日期": "2022-07-01",
            "运营方式": "就地转化",
        }
        for name in ("麻栗一室", "麻栗二室")
    ]


def served(name: str, day: int, times: int) -> dict[str, Any]:
    return {
        "社工站": name,
        "服务日期": f"2022-07-{day:02}",
        "服务领域": "养老服务",
        "活动类型": "个案服务",
        "服务对象": "留守老人",
        "人次": times,
    }


def money(township: str) -> dict[str, Any]:
    return {
        "地区": township,
        "资金来源": "财政资金",
        "资金性质": "专项资金",
        "资金用途": "站点运转",
        "年度": "2022",
        "计划金额": "20000",
        "计划日期": "2022-01-05",
        "到账金额": "20000",
        "到账日期": "2022-03-01",
    }


def station_ids(officer: Caller, township: str) -> dict[str, str]:
    asked = {"region": township, "kind": "room", "limit": "100"}
    shown = officer.get("registry/stations", params=asked).json()["items"]
    return {station["name"]: station["id"] for station in shown}


def test_templates_are_workbooks_to_fill_in(officer: Caller) -> None:
    for kind in ("stations", "service-entries", "funds"):
        answer = officer.get(f"registry/sheets/{kind}/template.xlsx")
        assert answer.status_code == 200, kind
        assert answer.content.startswith(b"PK")


def test_a_county_is_set_up_from_spreadsheets_all_or_nothing_and_once(
    officer: Caller, township: str
) -> None:
    wrong = [*rooms(township), {**rooms(township)[0], "站点名称": "别县站", "地区代码": "532503"}]
    assert sent(officer, "stations", wrong).status_code == 403
    assert station_ids(officer, township) == {}
    assert sent(officer, "stations", rooms(township), dry_run="true").json()["created"] == 0
    assert sent(officer, "stations", rooms(township)).json()["created"] == 2
    assert sent(officer, "stations", rooms(township)).json()["created"] == 0
    assert set(station_ids(officer, township)) == {"麻栗一室", "麻栗二室"}


def test_a_month_is_recorded_and_its_figures_are_those_of_the_file(
    officer: Caller, township: str
) -> None:
    before = officer.figure("service_person_times", COUNTY)
    entries = [served("麻栗一室", day, 10 + day) for day in range(1, 6)]
    answer = sent(officer, "service-entries", entries)
    assert answer.is_success, answer.text
    wait_until(lambda: officer.figure("service_person_times", COUNTY) == before + 65, within=60)
    broken = [served("麻栗一室", 1, 5), {**served("麻栗一室", 2, 5), "服务领域": "养鱼"}]
    refused = sent(officer, "service-entries", broken)
    assert refused.status_code == 422
    assert officer.figure("service_person_times", COUNTY) == before + 65


def test_gaps_and_paper_stations_are_seen(officer: Caller, township: str) -> None:
    ids = station_ids(officer, township)
    paper = officer.get("registry/paper-stations", params={"region": township, "limit": "100"})
    assert ids["麻栗二室"] in paper.text
    gaps = officer.get("registry/gaps", params={"region": township, "limit": "100"})
    assert gaps.status_code == 200, gaps.text
    assert ids["麻栗一室"] in gaps.text


def test_the_form_goes_up_level_by_level_and_differences_are_kept_apart(
    suite: Suite, officer: Caller, township: str
) -> None:
    station = station_ids(officer, township)["麻栗一室"]
    asked = {"station_id": station, "month": MONTH}
    draft = officer.get("registry/monthly-forms/draft", params=asked)
    assert draft.status_code == 200, draft.text
    line = next(one for one in draft.json()["lines"] if "65" in str(one))
    stated = [{"indicator": line["indicator"], "value": 70}]
    form = officer.done("registry/monthly-forms", {**asked, "stated": stated})
    prefecture = suite.client("prefecture_officer", PREFECTURE)
    early = prefecture.command(f"registry/monthly-forms/{form['id']}/check")
    assert early.status_code in (403, 409), early.text
    for who in (officer, prefecture, suite.client("province_admin", "530000")):
        passed = who.command(f"registry/monthly-forms/{form['id']}/check")
        assert passed.is_success, passed.text


def test_an_auditor_follows_each_yuan_from_plan_to_use(
    suite: Suite, officer: Caller, township: str
) -> None:
    answer = sent(officer, "funds", [money(township)])
    assert answer.is_success, answer.text
    (line,) = officer.get("registry/funds", params={"region": township}).json()["items"]
    use = {"amount_fen": 500_000, "use": "station_running", "voucher": "PZ-2022-06-1"}
    diverted = officer.command(f"registry/funds/{line['id']}/spend", {**use, "use": "reception"})
    assert diverted.status_code == 409
    assert "财政部令第102号" in diverted.json()["detail"]
    officer.done(f"registry/funds/{line['id']}/spend", use)
    auditor = suite.client("auditor", "530000")
    trail = auditor.get(f"registry/funds/{line['id']}/trail").json()
    now = trail["where_now"]
    parts = now["spent_fen"] + now["on_lines_fen"] + now["on_the_way_fen"]
    assert now["received_fen"] == parts == 2_000_000
    assert now["spent_fen"] == 500_000
    assert auditor.command(f"registry/funds/{line['id']}/spend", use).status_code == 403


def test_a_blacklisted_body_is_refused_in_every_service(suite: Suite, officer: Caller) -> None:
    body = {
        "name": "麻栗坡助老社工中心",
        "kind": "social_work_agency",
        "credit_code": "52532503MJ0000003D",
        "region": COUNTY,
        "registered_on": "2020-05-01",
        "certified_staff": 2,
    }
    agency = officer.done("registry/organisations", body)["id"]
    path = f"registry/organisations/{agency}"
    partner = suite.client("charity_partner", "530000")
    coordinator = suite.client("volunteer_coordinator", COUNTY)

    def allowed(who: Caller, service: str) -> object:
        return who.get(f"{service}/organisations/{agency}").json().get("allowed")

    both = ((partner, "charity"), (coordinator, "volunteers"))
    for who, service in both:
        wait_until(lambda who=who, service=service: allowed(who, service) is True, within=30)
    proposal = {"ground": "breach", "document": "云民发〔2022〕3号", "evidence": "0" * 64}
    officer.done(f"{path}/propose-blacklisting", proposal)
    suite.client("prefecture_officer", PREFECTURE).done(f"{path}/confirm-blacklisting")
    for who, service in both:
        wait_until(lambda who=who, service=service: allowed(who, service) is False, within=30)
