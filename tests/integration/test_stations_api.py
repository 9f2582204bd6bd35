"""Stations over HTTP, on the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cli.engines import Engine
from services.registry import main
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

OFFICER = {"role": "county_officer", "region": "532501"}
NEIGHBOUR = {"role": "county_officer", "region": "532503"}
PREFECTURE = {"role": "prefecture_officer", "region": "532500"}
WORKER = {"role": "station_worker", "region": "532501002"}
STATIONS = "/api/registry/stations"
STREET = {"name": "大屯站", "kind": "subdistrict", "region": "532501002"}
DOCUMENT = "sha256:" + "0" * 64


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def done(web: Web, path: str, body: object = None, **options: Any) -> dict[str, Any]:
    answer = await web.post(path, body, **{"by": OFFICER, **options})
    assert answer.is_success, answer.text
    return dict(answer.json())


async def planned(web: Web, **changes: Any) -> str:
    return str((await done(web, STATIONS, STREET | changes, by=PREFECTURE))["id"])


async def signed(web: Web, **changes: Any) -> str:
    id_ = await planned(web, **changes)
    await done(web, f"{STATIONS}/{id_}/sign", {"on": "2022-03-01"}, by=PREFECTURE)
    return f"{STATIONS}/{id_}"


def papers(*kinds: str) -> dict[str, Any]:
    return {"evidence": [{"kind": k, "on": "2022-03-01", "reference": DOCUMENT} for k in kinds]}


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_station_climbs_the_ladder_showing_its_evidence(web: Web) -> None:
    path = await signed(web)
    assert (await web.get(path, by=WORKER)).json()["missing_evidence"] == ["plate"]
    refused = await web.post(f"{path}/equip", papers("premises"), by=OFFICER)
    assert told(refused) == (422, "evidence_missing")
    assert refused.json()["missing"] == ["equipment", "rules_on_wall"]
    await done(web, f"{path}/equip", papers("premises", "equipment", "rules_on_wall"))
    await done(web, f"{path}/open", papers("people_on_post", "first_service"))
    await done(web, f"{path}/evidence", papers("plate", "certified_staff"))
    top = await done(web, f"{path}/professional", papers("professional_supervision"))
    assert [step["stage"] for step in top["steps"]] == [
        "signed", "equipped", "operating", "professional",
    ]  # fmt: skip
    assert top["missing_evidence"] == []


async def test_a_station_opens_without_evidence_as_before(web: Web) -> None:
    path = await signed(web)
    opened = await done(web, f"{path}/open")
    assert opened["stage"] == "operating"
    assert opened["missing_evidence"][:2] == ["plate", "premises"]
    await done(web, f"{path}/staff", {"by_employment": {"full_time": 2}})
    shown = (await web.get(path, by=OFFICER)).json()
    assert "people_on_post" not in shown["missing_evidence"]


async def test_a_suspended_station_takes_no_entries_until_it_resumes(web: Web) -> None:
    path = await signed(web)
    entry = {
        "station_id": path.rsplit("/", 1)[1], "occurred_on": "2022-04-01", "domain": "elderly",
        "activity": "publicity", "target_group": "general", "sessions": 1,
    }  # fmt: skip
    assert (await done(web, f"{path}/suspend", {"reason": "no_staff"}))["stage"] == "suspended"
    entries = "/api/registry/service-entries"
    assert told(await web.post(entries, entry, by=WORKER)) == (409, "station_stage")
    assert (await done(web, f"{path}/resume"))["stage"] == "signed"
    assert (await web.post(entries, entry, by=WORKER)).status_code == 201


async def test_a_station_that_moves_is_found_where_it_stands_and_no_longer_where_it_was(
    web: Web,
) -> None:
    path = await signed(web)
    moved = await done(web, f"{path}/move", {"region": "532503001"}, by=PREFECTURE)
    assert moved["region"] == "532503001"
    assert (await web.get(path, by=OFFICER)).status_code == 404
    assert (await web.get(path, by=NEIGHBOUR)).json()["version"] == moved["version"]
    there = (await web.get(f"{STATIONS}?region=532503001", by=NEIGHBOUR)).json()["items"]
    assert [station["id"] for station in there] == [moved["id"]]
    assert (await web.get(STATIONS, by=OFFICER)).json()["items"] == []
    assert (await web.post(f"{path}/open", by=NEIGHBOUR)).status_code == 200


async def test_nobody_moves_a_station_out_of_their_own_area(web: Web) -> None:
    path = await signed(web)
    away = await web.post(f"{path}/move", {"region": "532503001"}, by=OFFICER)
    assert told(away) == (403, "region_out_of_scope")
    taken = await web.post(f"{path}/move", {"region": "532503001"}, by=NEIGHBOUR)
    assert told(taken) == (404, "not_found")


async def test_a_parent_stands_above_and_in_the_same_area(web: Web) -> None:
    general = await planned(web, kind="general", region="532501", name="个旧总站")
    centre = await planned(web, kind="supervision", region="532500", name="红河督导中心")
    assert told(await web.post(STATIONS, STREET | {"parent_id": str(uuid4())}, by=OFFICER)) == (
        404,
        "not_found",
    )
    child = await done(web, STATIONS, STREET | {"parent_id": general})
    lifted = await web.post(STATIONS, STREET | {"kind": "general", "parent_id": child["id"]},
                            by=OFFICER)  # fmt: skip
    assert told(lifted) == (422, "parent_not_above")
    elsewhere = STREET | {"region": "532503001", "parent_id": general}
    assert told(await web.post(STATIONS, elsewhere, by=PREFECTURE)) == (422, "parent_elsewhere")
    assert told(await web.post(STATIONS, elsewhere, by=NEIGHBOUR)) == (404, "not_found")
    path = f"{STATIONS}/{child['id']}"
    above = await done(web, f"{path}/reparent", {"parent_id": centre})  # out of the officer's area
    assert above["parent_id"] == centre
    below = (await web.get(f"{STATIONS}?parent_id={centre}", by=OFFICER)).json()["items"]
    assert [station["id"] for station in below] == [child["id"]]


async def test_a_station_does_not_move_away_from_those_below_it(web: Web) -> None:
    parent = await signed(web)
    await planned(web, kind="room", name="社工室", parent_id=parent.rsplit("/", 1)[1])
    away = await web.post(f"{parent}/move", {"region": "532501003"}, by=OFFICER)
    assert told(away) == (409, "station_has_children")


async def test_mode_name_and_links_change_and_the_list_finds_them(web: Web) -> None:
    path = await signed(web)
    await done(web, f"{path}/mode", {"operating_mode": "purchased", "on": "2022-05-01"})
    await done(web, f"{path}/rename", {"name": "大屯街道社会工作服务站"})
    shown = await done(web, f"{path}/links", {"links": ["volunteer_station"]})
    assert shown["name"] == "大屯街道社会工作服务站"
    assert [mode["operating_mode"] for mode in shown["modes"]] == ["own_staff", "purchased"]
    for asked in ("operating_mode=purchased", "link=volunteer_station", "stage=signed"):
        assert len((await web.get(f"{STATIONS}?{asked}", by=OFFICER)).json()["items"]) == 1
    for asked in ("operating_mode=own_staff", "link=elderly_centre", "stage=operating"):
        assert (await web.get(f"{STATIONS}?{asked}", by=OFFICER)).json()["items"] == []
    assert told(await web.get(f"{STATIONS}?link=church", by=OFFICER)) == (422, "code_unknown")


async def test_the_list_comes_in_pages_of_the_callers_area_only(web: Web) -> None:
    for n in range(5):
        await planned(web, name=f"站{n}")
    await planned(web, region="532503001", name="别处")
    seen: list[str] = []
    after = ""
    for _ in range(3):
        page = (await web.get(f"{STATIONS}?limit=2{after}", by=OFFICER)).json()
        seen += [station["id"] for station in page["items"]]
        after = f"&after={page['next']}"
    assert page["next"] is None
    assert (len(seen), seen) == (5, sorted(set(seen)))
    assert told(await web.get(f"{STATIONS}?region=532503", by=OFFICER)) == (
        403,
        "region_out_of_scope",
    )


async def test_a_repeated_move_changes_nothing(web: Web) -> None:
    path, key = await signed(web), uuid4().hex
    first = await done(web, f"{path}/move", {"region": "532501003"}, key=key)
    again = await done(web, f"{path}/rename", {"name": "新名"})
    assert again["version"] == first["version"] + 1
    assert (await web.post(f"{path}/move", {"region": "532501003"}, by=OFFICER, key=key)).json()[
        "version"
    ] == first["version"]


@pytest.mark.parametrize(
    ("verb", "body", "pointer"),
    [
        ("sign", {"evidence": [{"kind": "photo", "on": "2022-03-01", "reference": DOCUMENT}]},
         "/evidence/0/kind"),
        ("sign", {"evidence": [{"kind": "plate", "on": "2022-03-01", "reference": "张三的照片"}]},
         "/evidence/0/reference"),
        ("sign", {"evidence": [{"kind": "plate", "on": "2022-02-30", "reference": DOCUMENT}]},
         "/evidence/0/on"),
        ("evidence", {"evidence": []}, "/evidence"),
        ("suspend", {"reason": "tired"}, "/reason"),
        ("move", {"region": "999999"}, "/region"),
        ("links", {"links": ["church"]}, "/links/0"),
        ("mode", {"operating_mode": "purchased", "verified": True}, "/verified"),
    ],
)  # fmt: skip
async def test_bad_input_is_told_where(
    web: Web, verb: str, body: dict[str, Any], pointer: str
) -> None:
    path = f"{STATIONS}/{await planned(web)}"
    answer = await web.post(f"{path}/{verb}", body, by=OFFICER)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
