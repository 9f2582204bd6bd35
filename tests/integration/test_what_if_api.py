"""What if, over HTTP on the real store: an answer, and nothing written."""

from __future__ import annotations

from services.registry.standards.defaults import default_id
from tests.integration.test_standards_api import (
    COUNTY,
    GAPS,
    NEIGHBOUR,
    PREFECTURE,
    PROVINCE,
    WORKER,
    every,
    pytestmark,
    signed,
    told,
    web,
)
from tests.integration.web import Web

__all__ = ["pytestmark", "web"]

WHAT_IF = "/api/registry/what-if"


async def supposed(web: Web, body: dict[str, object], by: dict[str, str]) -> dict:
    answer = await web.post(WHAT_IF, body, by=by)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_closing_a_station_shows_the_township_it_leaves_uncovered(web: Web):
    station = await signed(web)
    before = await every(web, GAPS, COUNTY)
    outcome = await supposed(web, {"close_stations": [station]}, COUNTY)
    assert (outcome["falls_below"], outcome["recovers"], outcome["stations"]) == (1, 0, 0)
    assert [t["code"] for t in outcome["townships"]] == ["532501101"]
    (fallen,) = outcome["items"]
    assert (fallen["before"]["state"], fallen["after"]["state"]) == ("met", "unmet")
    assert fallen["after"]["cites"]["clause"] == "一年覆盖、两年规范、三年提升"
    assert await every(web, GAPS, COUNTY) == before


async def test_a_changed_rule_shows_who_falls_below_before_anyone_decides(web: Web):
    await signed(web)
    station = await signed(web, "532501105", "另一站")
    staff = {"by_employment": {"full_time": 1}}
    answer = await web.post(f"/api/registry/stations/{station}/staff", staff, by=COUNTY)
    assert answer.is_success, answer.text
    two = {"changed_rules": [{"rule_id": default_id("people"), "at_least": 2}]}
    outcome = await supposed(web, two, PREFECTURE)
    assert [(i["id"], i["before"]["needed"], i["after"]["needed"]) for i in outcome["items"]] == [
        (station, 1, 2)
    ]
    added = {
        "add_stations": [{"name": "新站", "region": "532501107", "kind": "township"}],
        "new_rules": [{"region": "532501", "measure": "office_area", "at_least": 60}],
    }
    outcome = await supposed(web, added, COUNTY)
    assert {i["effect"] for i in outcome["items"]} == {"falls_below", "recovers"}
    new = [i for i in outcome["items"] if i["name"] == "新站"]
    assert {i["before"] for i in new} == {None}
    assert (await web.post(f"{WHAT_IF}?limit=1", added, by=COUNTY)).json()["next"]


async def test_what_one_may_not_see_or_set_is_refused_here_too(web: Web):
    station = await signed(web)
    assert told(await web.post(WHAT_IF, {"close_stations": [station]}, by=NEIGHBOUR)) == (
        404,
        "not_found",
    )
    elsewhere = {"add_stations": [{"name": "站", "region": "532601001", "kind": "township"}]}
    assert told(await web.post(WHAT_IF, elsewhere, by=COUNTY)) == (403, "region_out_of_scope")
    looser = {
        "new_rules": [
            {"region": "532501", "measure": "office_area", "at_least": 5, "kinds": ["township"]}
        ]
    }
    assert told(await web.post(WHAT_IF, looser, by=COUNTY)) == (409, "rule_looser")
    luquan = {"changed_rules": [{"rule_id": default_id("luquan-office"), "at_least": 300}]}
    assert told(await web.post(WHAT_IF, luquan, by=WORKER)) == (404, "not_found")
    assert (await web.post(WHAT_IF, luquan, by=PROVINCE)).status_code == 200
