"""The service log over HTTP, on the real store: single entries, months at once, files."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.engines import Engine
from services.registry import main
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

OFFICER = {"role": "county_officer", "region": "532501"}
WORKER = {"role": "station_worker", "region": "532501002"}
NEIGHBOUR = {"role": "county_officer", "region": "532502"}
ENTRIES, SHEETS = "/api/registry/service-entries", "/api/registry/sheets/service-entries"
STATIONS = (
    "name,kind,region,signed_on,operating_mode\n"
    "甲站,township,532501002,2022-01-05,own_staff\n"
    "乙站,township,532501003,2022-01-05,own_staff\n"
)
SERVED = {
    "occurred_on": "2022-06-07",
    "domain": "elderly",
    "activity": "household_visit",
    "target_group": "left_behind_elderly",
    "person_times": 4,
}
HEADER = "社工站,服务日期,服务领域,活动类型,服务对象,人次"


def file(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode()


def rows(count: int, station: str = "甲站") -> bytes:
    line = f"{station},2022-06-07,养老服务,入户走访,留守老人"
    return file(*(f"{line},{n}" for n in range(1, count + 1)))


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        await done(web.upload("/api/registry/stations/import", STATIONS.encode(), by=OFFICER))
        yield web


async def done(asked: Any) -> dict[str, Any]:
    answer = await asked
    assert answer.is_success, answer.text
    return dict(answer.json())


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def station(web: Web, region: str = "532501002") -> str:
    found = await done(web.get(f"/api/registry/stations?region={region}", by=OFFICER))
    return str(found["items"][0]["id"])


async def entries(web: Web) -> list[dict[str, Any]]:
    found = await done(web.get(f"{ENTRIES}?limit=100", by=OFFICER))
    return list(found["items"])


async def test_a_month_is_entered_at_once_and_a_repeat_adds_nothing(web: Web):
    served = [{**SERVED, "person_times": n} for n in range(1, 31)]
    body = {"station_id": await station(web), "month": "2022-06", "entries": served}
    first = await done(web.post(f"{ENTRIES}/batch", body, by=WORKER, key="june"))
    again = await done(web.post(f"{ENTRIES}/batch", body, by=WORKER, key="june"))
    assert again == first
    assert {entry["id"] for entry in await entries(web)} == set(first["ids"])
    other = {**body, "entries": served[:3]}
    assert told(await web.post(f"{ENTRIES}/batch", other, by=WORKER, key="june")) == (
        422,
        "idempotency_key_reused",
    )


async def test_a_month_with_a_mistake_enters_nothing_and_names_every_mistake(web: Web):
    served = [
        SERVED,
        {**SERVED, "occurred_on": "2022-07-01"},
        {**SERVED, "occurred_on": "2022-05-31"},
    ]
    body = {"station_id": await station(web), "month": "2022-06", "entries": served}
    answer = await web.post(f"{ENTRIES}/batch", body, by=WORKER)
    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "/entries/1/occurred_on",
        "/entries/2/occurred_on",
    ]
    wrong = {**body, "month": "2022Q2", "entries": [{**SERVED, "domain": "x"}, SERVED]}
    answer = await web.post(f"{ENTRIES}/batch", wrong, by=WORKER)
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "/month",
        "/entries/0/domain",
    }
    many = {**body, "entries": [SERVED] * 1001}
    assert told(await web.post(f"{ENTRIES}/batch", many, by=WORKER)) == (422, "list_too_long")
    assert await entries(web) == []


async def test_a_month_of_a_station_elsewhere_is_not_found(web: Web):
    body = {"station_id": await station(web), "month": "2022-06", "entries": [SERVED]}
    assert told(await web.post(f"{ENTRIES}/batch", body, by=NEIGHBOUR)) == (404, "not_found")


async def test_a_file_is_entered_once_however_often_it_is_sent(web: Web):
    raw = rows(25)
    only_checked = await done(web.upload(f"{ENTRIES}/import?dry_run=true", raw, by=OFFICER))
    assert (only_checked["rows"], only_checked["created"]) == (25, 0)
    assert await entries(web) == []
    first = await done(web.upload(f"{ENTRIES}/import", raw, by=OFFICER))
    again = await done(web.upload(f"{ENTRIES}/import", raw, by=OFFICER))
    assert (first["created"], first["already_there"]) == (25, 0)
    assert (again["created"], again["already_there"]) == (0, 25)
    assert sorted(e["person_times"] for e in await entries(web)) == list(range(1, 26))


async def test_a_file_with_a_wrong_row_enters_nothing(web: Web):
    good = "甲站,2022-06-07,养老服务,入户走访,留守老人,1"
    raw = file(good, "甲站,2022-06-07,养老服务,入户走访,留守老人,x", "丙站,2022-06-31,x,y,z,1")
    answer = await web.upload(f"{ENTRIES}/import", raw, by=OFFICER)
    assert answer.status_code == 422
    named = {(error["pointer"], error["code"]) for error in answer.json()["errors"]}
    assert {
        ("/rows/3/person_times", "number_invalid"),
        ("/rows/4/station_id", "station_unknown"),
    } < named
    assert await entries(web) == []


async def test_a_file_naming_a_station_of_another_county_finds_none(web: Web):
    answer = await web.upload(f"{ENTRIES}/import", rows(1), by=NEIGHBOUR)
    assert [error["code"] for error in answer.json()["errors"]] == ["station_unknown"]


async def test_an_export_sent_back_adds_nothing(web: Web):
    await done(web.upload(f"{ENTRIES}/import", rows(5), by=OFFICER))
    for form in ("csv", "xlsx"):
        exported = await web.get(f"{SHEETS}/export.{form}", by=OFFICER)
        assert exported.is_success
        again = await done(web.upload(f"{ENTRIES}/import", exported.content, by=OFFICER))
        assert (again["rows"], again["created"], again["already_there"]) == (5, 0, 5)
    assert len(await entries(web)) == 5


async def test_an_export_holds_what_is_asked_for_in_the_callers_area(web: Web):
    await done(web.upload(f"{ENTRIES}/import", rows(3), by=OFFICER))
    await done(web.upload(f"{ENTRIES}/import", rows(2, "乙站"), by=OFFICER))
    asked = {
        "": 5,
        "?region=532501003": 2,
        f"?station_id={await station(web)}": 3,
        "?since=2022-06-08": 0,
        "?since=2022-06-07&until=2022-06-07": 5,
    }
    for query, count in asked.items():
        found = await web.get(f"{SHEETS}/export.csv{query}", by=OFFICER)
        lines = list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"))))
        assert len(lines) == count, query
    assert told(await web.get(f"{SHEETS}/export.csv?region=532502", by=OFFICER)) == (
        403,
        "region_out_of_scope",
    )
    assert told(await web.get(f"{SHEETS}/export.csv", by=WORKER)) == (403, "permission_denied")


async def test_a_template_can_be_downloaded_and_sent_back_empty(web: Web):
    template = await web.get(f"{SHEETS}/template.xlsx", by=WORKER)
    assert template.headers["content-disposition"].startswith("attachment")
    answer = await web.upload(f"{ENTRIES}/import", template.content, by=WORKER)
    assert told(answer) == (422, "no_rows")


async def test_stations_exported_and_sent_back_add_nothing(web: Web):
    exported = await web.get("/api/registry/sheets/stations/export.xlsx", by=OFFICER)
    again = await done(web.upload("/api/registry/stations/import", exported.content, by=OFFICER))
    assert (again["rows"], again["created"], again["already_there"]) == (2, 0, 2)


async def test_a_station_entered_by_hand_is_not_doubled_by_a_file(web: Web):
    by_hand = {"name": "丙站", "kind": "township", "region": "532501004"}
    await done(web.post("/api/registry/stations", by_hand, by=OFFICER))
    raw = (
        b"name,kind,region,signed_on,operating_mode\n"
        + "丙站,township,532501004,,own_staff".encode()
    )
    again = await done(web.upload("/api/registry/stations/import", raw, by=OFFICER))
    assert (again["created"], again["already_there"]) == (0, 1)
