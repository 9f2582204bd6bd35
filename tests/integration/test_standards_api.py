"""Standards over HTTP, on the real store: documents, rules, checks, gaps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cli.engines import Engine
from services.registry import main
from services.registry.policies.known import known_policies
from services.registry.standards.defaults import default_id, defaults
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

PROVINCE = {"role": "province_admin", "region": "530000"}
PREFECTURE = {"role": "prefecture_officer", "region": "532500"}
COUNTY = {"role": "county_officer", "region": "532501"}
NEIGHBOUR = {"role": "county_officer", "region": "532601"}
WORKER = {"role": "station_worker", "region": "532501101"}
POLICIES, STANDARDS = "/api/registry/policies", "/api/registry/standards"
CHECKS, GAPS = "/api/registry/checks", "/api/registry/gaps"
SIX_HAVES = known_policies()["six-haves"].id
HONGHE = known_policies()["honghe-2022h1"].id
PHOTO = "sha256:" + "ab" * 32


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def done(web: Web, path: str, body: object = None, **options: Any) -> dict[str, Any]:
    answer = await web.post(path, body, **options)
    assert answer.is_success, answer.text
    return dict(answer.json())


async def shown(web: Web, path: str, by: dict[str, str]) -> dict[str, Any]:
    answer = await web.get(path, by=by)
    assert answer.is_success, answer.text
    return dict(answer.json())


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def signed(web: Web, region: str = "532501101", name: str = "鸡街镇社工站") -> str:
    body = {"name": name, "kind": "township", "region": region}
    made = await done(web, "/api/registry/stations", body, by=PROVINCE)
    await done(web, f"/api/registry/stations/{made['id']}/sign", {"on": "2022-03-01"}, by=PROVINCE)
    return str(made["id"])


def office(at_least: int, region: str = "532501", **changes: Any) -> dict[str, Any]:
    return {
        "region": region, "measure": "office_area", "at_least": at_least,
        "kinds": ["township", "subdistrict"], "effective_from": "2022-02-01",
        "document_id": HONGHE, "clause": "第二条", **changes,
    }  # fmt: skip


async def every(web: Web, path: str, by: dict[str, str]) -> list[dict[str, Any]]:
    """All items of a list, by pages of three."""
    items: list[dict[str, Any]] = []
    after, sign = "", "&" if "?" in path else "?"
    while True:
        page = await shown(web, f"{path}{sign}limit=3{after}", by)
        items += page["items"]
        if page["next"] is None:
            return items
        after = f"&after={page['next']}"


async def test_a_fresh_register_has_the_documents_and_the_standards(web: Web):
    documents = await every(web, POLICIES, PROVINCE)
    assert len(documents) == len(known_policies())
    rules = await every(web, STANDARDS, PROVINCE)
    assert len(rules) == len(defaults())
    here = {rule["id"] for rule in await every(web, STANDARDS, WORKER)}
    assert default_id("honghe-office") in here
    assert default_id("luquan-office") not in here
    people = await every(web, f"{STANDARDS}?have=people&region=530900", PROVINCE)
    assert {(r["region"], r["at_least"]) for r in people} == {("530000", 1), ("530900", 2)}


async def test_a_document_is_registered_completed_and_repealed(web: Web):
    quoted = {"number": "红办发[2021]号", "issuer": "红河州委办公室", "region": "532500"}
    made = await done(web, POLICIES, quoted, by=PREFECTURE)
    assert (made["number"], made["lacks"]) == ("红办发〔2021〕号", ["number", "title"])
    here = f"{POLICIES}/{made['id']}"
    full = {"number": "红办发〔2021〕8号", "title": "社工站建设意见"}
    completed = await done(web, f"{here}/complete", full, by=PREFECTURE)
    assert completed["lacks"] == []
    again = quoted | {"number": "红办发〔2021〕8号"}
    assert told(await web.post(POLICIES, again, by=PREFECTURE)) == (409, "document_number_taken")
    newer = {"number": "红办发〔2022〕3号", "issuer": "红河州委办公室", "region": "532500",
             "supersedes": [made["id"]]}  # fmt: skip
    heir = await done(web, POLICIES, newer, by=PREFECTURE)
    older = await shown(web, here, COUNTY)
    assert (older["superseded_by"], older["in_force"]) == (heir["id"], False)
    await done(web, f"{POLICIES}/{heir['id']}/repeal", {}, by=PREFECTURE)
    assert (await shown(web, here, COUNTY))["in_force"]
    assert told(await web.get(here, by=NEIGHBOUR)) == (404, "not_found")
    assert told(await web.post(f"{here}/repeal", {}, by=COUNTY)) == (404, "not_found")
    assert told(await web.post(POLICIES, quoted, by=NEIGHBOUR)) == (403, "region_out_of_scope")
    wrong = quoted | {"number": "2021年8号"}
    assert told(await web.post(POLICIES, wrong, by=PREFECTURE)) == (422, "document_number_invalid")


async def test_a_lower_area_tightens_and_never_loosens(web: Web):
    looser = await web.post(STANDARDS, office(15), by=COUNTY)
    assert told(looser) == (409, "rule_looser")
    assert (looser.json()["rule"], looser.json()["needed"]) == (default_id("honghe-office"), 20)
    assert "红河州乡镇（街道）社工站2022年上半年建设情况报告" in looser.json()["detail"]
    key = uuid4().hex
    made = await done(web, STANDARDS, office(30), by=COUNTY, key=key)
    assert (await done(web, STANDARDS, office(30), by=COUNTY, key=key))["id"] == made["id"]
    assert told(await web.post(STANDARDS, office(40), by=COUNTY)) == (409, "rule_exists")
    here = f"{STANDARDS}/{made['id']}"
    says = {"at_least": 10, "document_id": HONGHE, "clause": "第三条"}
    assert told(await web.post(f"{here}/change", says, by=COUNTY)) == (409, "rule_looser")
    changed = await done(web, f"{here}/change", says | {"at_least": 25}, by=COUNTY)
    assert [v["at_least"] for v in changed["versions"]] == [30, 25]
    assert told(await web.post(f"{here}/end", {}, by=NEIGHBOUR)) == (404, "not_found")
    ended = await done(web, f"{here}/end", {"on": "2027-01-01"}, by=COUNTY)
    assert ended["ended_on"] == "2027-01-01"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"document_id": str(uuid4())}, (404, "not_found")),
        ({"document_id": known_policies()["luquan-2022h1"].id}, (404, "not_found")),
        ({"measure": "sofas"}, (422, "code_unknown")),
        ({"at_least": 0}, None),
        ({"kinds": ["palace"]}, (422, "code_unknown")),
        ({"region": "532601"}, (403, "region_out_of_scope")),
        ({"measure": "local_item"}, (422, "local_item_incomplete")),
        ({"measure": "desk", "at_least": 2, "verified": True}, None),
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused(web, change, code):
    answer = await web.post(STANDARDS, office(30) | change, by=COUNTY)
    assert answer.status_code in (403, 404, 422)
    assert code is None or told(answer) == code


async def test_a_check_closes_gaps_and_each_gap_left_cites_its_rule(web: Web):
    station = await signed(web)
    body = {
        "station_id": station, "on": "2022-06-15",
        "answers": [
            {"item": "office_area", "amount": 15, "evidence": PHOTO},
            {"item": "desk", "amount": 4},
            {"item": "rules_on_wall", "amount": 1},
        ],
    }  # fmt: skip
    key = uuid4().hex
    card = await done(web, CHECKS, body, by=WORKER, key=key)
    assert (await done(web, CHECKS, body, by=WORKER, key=key))["version"] == card["version"] == 1
    assert {h["have"]: h["met"] for h in card["haves"]}["rules"] is True
    assert (card["met"], card["applied"], len(card["checks"])) == (2, 12, 1)
    (gap,) = [g for g in card["gaps"] if g["measure"] == "office_area"]
    assert (gap["needed"], gap["value"], gap["lacking"]) == (20, 15, 5)
    assert gap["cites"]["clause"] == "场地：办公场所原则上不少于20平方米"
    assert gap["cites"]["lacks"] == ["number"]
    later = {"station_id": station, "answers": [{"item": "office_area", "amount": 20}]}
    card = await done(web, CHECKS, later, by=WORKER)
    assert "office_area" not in {g["measure"] for g in card["gaps"]}
    old = body | {"answers": [{"item": "desk", "amount": 0}]}
    assert told(await web.post(CHECKS, old, by=WORKER)) == (409, "correction_needs_approval")


async def test_gaps_are_scoped_paged_and_filtered(web: Web):
    near, far = await signed(web), await signed(web, "532601001", "开化街道社工站")
    gaps = await every(web, GAPS, COUNTY)
    keys = [(g["region"], g["id"] if g["subject"] == "station" else "", g["measure"]) for g in gaps]
    assert keys == sorted(set(keys))
    assert {g["id"] for g in gaps if g["subject"] == "station"} == {near}
    townships = [g for g in gaps if g["subject"] == "township"]
    assert all(g["measure"] == "stations" for g in townships)
    assert "532501101" not in {g["id"] for g in townships}
    mine = await every(web, f"{GAPS}?subject=station&have=equipment", COUNTY)
    assert {g["measure"] for g in mine} == {
        "desk", "computer", "printer", "filing_cabinet", "unified_plate",
    }  # fmt: skip
    one = await every(web, f"{GAPS}?rule_id={default_id('desk')}&state=unrecorded", PROVINCE)
    assert {g["id"] for g in one} == {near, far}
    assert await every(web, f"{GAPS}?on=2020-01-01", PROVINCE) == []
    answer = await web.get(f"{GAPS}?region=532601", by=COUNTY)
    assert told(answer) == (403, "region_out_of_scope")
    assert told(await web.get(f"{GAPS}?have=money", by=COUNTY)) == (422, "code_unknown")


async def test_an_area_shows_how_many_of_its_stations_meet_each_have(web: Web):
    station = await signed(web)
    answers = [{"item": "workflow_on_wall", "amount": 1}]
    await done(web, CHECKS, {"station_id": station, "answers": answers}, by=COUNTY)
    areas = await shown(web, f"{GAPS}/areas?region=532501", PREFECTURE)
    assert (areas["total"]["stations"], areas["total"]["checked"]) == (1, 1)
    assert areas["total"]["meet"]["workflow"] == 1
    assert areas["total"]["covered"] == 1
    here = {a["region"]: a for a in areas["items"]}
    assert here["532501101"]["meet"]["workflow"] == 1
    assert sum(a["stations"] for a in areas["items"]) == 1


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([{"item": "sofa", "amount": 1}], (422, "item_unknown")),
        ([{"item": "rules_on_wall", "amount": 2}], (422, "answer_out_of_range")),
        ([{"item": "desk", "amount": 1}] * 2, (422, "duplicate_item")),
        ([{"item": "desk", "amount": -1}], None),
        ([{"item": "desk", "amount": 1, "evidence": "photo.jpg"}], None),
        ([], None),
    ],
)
async def test_a_check_that_makes_no_sense_is_refused(web, answers, code):
    body = {"station_id": await signed(web), "answers": answers}
    answer = await web.post(CHECKS, body, by=COUNTY)
    assert answer.status_code == 422
    assert code is None or told(answer) == code


async def test_only_a_standing_station_of_ones_own_area_is_checked(web: Web):
    station = await signed(web)
    body = {"station_id": station, "answers": [{"item": "desk", "amount": 1}]}
    assert told(await web.post(CHECKS, body, by=NEIGHBOUR)) == (404, "not_found")
    assert told(await web.get(f"{CHECKS}/{station}", by=NEIGHBOUR)) == (404, "not_found")
    planned = {"name": "新站", "kind": "township", "region": "532501101"}
    made = await done(web, "/api/registry/stations", planned, by=COUNTY)
    answer = await web.post(CHECKS, body | {"station_id": made["id"]}, by=COUNTY)
    assert told(answer) == (409, "station_stage")


async def test_a_locality_adds_an_item_of_its_own_and_checks_answer_it(web: Web):
    own = office(1, measure="local_item", name="双语服务标识", have="functions")
    rule = await done(web, STANDARDS, own, by=COUNTY)
    station = await signed(web)
    card = await shown(web, f"{CHECKS}/{station}", COUNTY)
    assert rule["id"] in {g["rule_id"] for g in card["gaps"]}
    answers = [{"item": rule["id"], "amount": 1, "evidence": PHOTO}]
    card = await done(web, CHECKS, {"station_id": station, "answers": answers}, by=COUNTY)
    assert rule["id"] not in {g["rule_id"] for g in card["gaps"]}
