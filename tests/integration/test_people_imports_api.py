"""Registry files of volunteers over HTTP, on the real store."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cli.engines import Engine
from services.volunteers import main
from services.volunteers.imports.rows import volunteer_id
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

COORDINATOR = {"role": "volunteer_coordinator", "region": "532501"}
NEIGHBOUR = {"role": "volunteer_coordinator", "region": "532503"}
IMPORTS, PEOPLE, NEEDS = (
    f"/api/volunteers/{name}" for name in ("people-imports", "people", "needs")
)
HEADER = "志愿者编号,居住地区,技能,语言,空闲时间,服务半径,未成年人服务审查有效期"
NEED = {
    "title": "理发",
    "region": "532501",
    "domain": "elderly",
    "target_group": "left_behind_elderly",
    "places": 1,
    "skills": ["hairdressing"],
    "starts_at": "2027-03-01T09:00:00+08:00",
    "ends_at": "2027-03-01T11:00:00+08:00",
}
COUNTS = ("created", "changed", "unchanged", "refused")


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


def csv_of(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


def many(count: int, skill: str = "理发") -> bytes:
    return csv_of(*(f"N{n},532501,{skill},,周一上午,," for n in range(count)))


async def sent(web: Web, content: bytes, query: str = "", **how: Any) -> dict[str, Any]:
    answer = await web.stream(IMPORTS + query, content, by=COORDINATOR, **how)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def counts(told: dict[str, Any]) -> tuple[int, ...]:
    return tuple(told[name] for name in COUNTS)


async def candidates(web: Web) -> list[str]:
    posted = (await web.post(NEEDS, NEED, by=COORDINATOR)).json()["id"]
    found = (await web.get(f"{NEEDS}/{posted}/candidates", by=COORDINATOR)).json()
    return [one["volunteer_id"] for one in found["items"]]


async def test_a_file_registers_volunteers_who_are_candidates_at_once(web: Web):
    row = "YN-1,个旧市,课业辅导:2；理发,彝语,周一上午；周三 18:00-20:00,30,2027-12-31"
    told = await sent(web, csv_of(row))
    assert (told["state"], told["rows"], *counts(told)) == ("ended", 1, 1, 0, 0, 0)
    id_ = volunteer_id("registry", "YN-1")
    shown = (await web.get(f"{PEOPLE}/{id_}", by=COORDINATOR)).json()
    assert (shown["region"], shown["skills"]) == ("532501", ["hairdressing", "tutoring"])
    assert (shown["levels"], shown["languages"]) == ({"tutoring": 2}, ["yi"])
    assert (shown["reach_km"], shown["screened_until"]) == (30, "2027-12-31")
    assert shown["availability"][1] == {"weekday": 3, "from": "18:00", "to": "20:00"}
    assert await candidates(web) == [id_]


async def test_the_same_file_again_changes_nothing_and_a_new_one_what_is_new_in_it(web: Web):
    assert counts(await sent(web, many(1200))) == (1200, 0, 0, 0)
    assert counts(await sent(web, many(1200))) == (0, 0, 1200, 0)
    id_ = volunteer_id("registry", "N3")
    before = (await web.get(f"{PEOPLE}/{id_}", by=COORDINATOR)).json()
    assert before["version"] == 1
    moved = many(3) + "N3,532501,驾驶,,周一上午,,\nN1200,532501,,,,,\n".encode()
    assert counts(await sent(web, moved)) == (1, 1, 3, 0)
    after = (await web.get(f"{PEOPLE}/{id_}", by=COORDINATOR)).json()
    assert (after["version"], after["skills"]) == (2, ["driving"])


async def test_a_dry_run_says_what_would_happen_and_changes_nothing(web: Web):
    told = await sent(web, many(3), "?dry_run=true")
    assert (told["dry_run"], *counts(told)) == (True, 3, 0, 0, 0)
    assert (await web.get(PEOPLE, by=COORDINATOR)).json()["items"] == []
    assert counts(await sent(web, many(3))) == (3, 0, 0, 0)


async def test_bad_rows_are_refused_with_their_line_and_the_good_ones_are_taken(web: Web):
    content = csv_of(
        "A1,532501,理发,,,,",
        "A2,532503,理发,,,,",  # another county
        "A3,532501,飞行,,,,",
        "532501199003072318,532501,,,,,",
        ",532501,,,,,",
        "A4,532501,理发:4,,,,",
        "A5,532501,,,周八上午,,",
        "A6,532501,,,,远,",
        "A7,532501,,,,,2027-02-30",
        "A8,532501",
        "A1,532501,驾驶,,,,",
    )
    told = await sent(web, content)
    assert (*counts(told), told["reasons_kept"]) == (1, 0, 0, 10, 10)
    answer = await web.get(f"{IMPORTS}/{told['id']}/refused", by=COORDINATOR)
    rows = [line.split(",")[:3] for line in answer.text.splitlines()[1:]]
    assert rows == [
        ["3", "region", "region_out_of_scope"],
        ["4", "skills", "code_unknown"],
        ["5", "number", "number_unusable"],
        ["6", "region", "field_missing"],
        ["7", "skills", "level_invalid"],
        ["8", "availability", "slot_invalid"],
        ["9", "reach_km", "number_out_of_range"],
        ["10", "screened_until", "date_invalid"],
        ["11", "", "row_unreadable"],
        ["12", "number", "number_repeated"],
    ]
    assert "19900307231" not in answer.text
    assert counts(await sent(web, content)) == (0, 0, 1, 10)


async def test_one_that_broke_off_goes_on_where_it_was_and_counts_nobody_twice(web: Web):
    content, key = many(2600), uuid4().hex

    async def broken() -> AsyncIterator[bytes]:
        yield content[: len(content) // 2]
        raise ConnectionError

    answer = await web.stream(IMPORTS, broken(), by=COORDINATOR, key=key)
    assert answer.status_code == 500
    (begun,) = (await web.get(IMPORTS, by=COORDINATOR)).json()["items"]
    assert (begun["state"], begun["ended_at"]) == ("running", None)
    assert 0 < begun["created"] < 2600
    told = await sent(web, content, key=key)
    assert (told["id"], told["state"], *counts(told)) == (begun["id"], "ended", 2600, 0, 0, 0)
    assert await sent(web, content, key=key) == told


@pytest.mark.parametrize("other", [many(600), many(700), many(699) + b"Z,532501,,,,,\n"])
async def test_a_key_belongs_to_one_file(web: Web, other: bytes):
    content = many(700, "驾驶")
    key = uuid4().hex
    await sent(web, content, key=key)
    answer = await web.stream(IMPORTS, other, by=COORDINATOR, key=key)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    again = await web.stream(IMPORTS + "?dry_run=true", content, by=COORDINATOR, key=key)
    assert (again.status_code, again.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_volunteer_who_moved_is_found_where_they_live_now(web: Web):
    province = {"role": "province_admin", "region": "530000"}
    await sent(web, csv_of("M1,532501,理发,,周一上午,,"))
    answer = await web.stream(IMPORTS, csv_of("M1,532503,理发,,周一上午,,"), by=province)
    assert counts(answer.json()) == (0, 1, 0, 0)
    id_ = volunteer_id("registry", "M1")
    assert (await web.get(f"{PEOPLE}/{id_}", by=COORDINATOR)).status_code == 404
    shown = (await web.get(f"{PEOPLE}/{id_}", by=NEIGHBOUR)).json()
    assert (shown["region"], shown["version"]) == ("532503", 2)


async def test_nobody_changes_or_sees_what_is_another_countys(web: Web):
    told = await sent(web, csv_of("B1,532501,理发,,,,"))
    stolen = csv_of("B1,532503,驾驶,,,,")
    answer = await web.stream(IMPORTS, stolen, by=NEIGHBOUR)
    assert counts(answer.json()) == (0, 0, 0, 1)
    shown = (await web.get(f"{PEOPLE}/{volunteer_id('registry', 'B1')}", by=COORDINATOR)).json()
    assert (shown["region"], shown["skills"]) == ("532501", ["hairdressing"])
    for path in (f"{IMPORTS}/{told['id']}", f"{IMPORTS}/{told['id']}/refused"):
        assert (await web.get(path, by=NEIGHBOUR)).status_code == 404
    assert len((await web.get(IMPORTS, by=NEIGHBOUR)).json()["items"]) == 1
    worker = {"role": "volunteer", "region": "532501"}
    assert (await web.stream(IMPORTS, stolen, by=worker)).status_code == 403


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (b"\xd6\xbe", "header_missing"),
        ("姓名,身份证号".encode(), "header_missing"),
        ("志愿者编号,居住地区,姓名".encode(), "header_unknown"),
        ("编号,志愿者编号,居住地区".encode(), "header_missing"),
        ("志愿者编号,技能".encode(), "header_missing"),
    ],
)
async def test_a_file_of_other_columns_is_refused_whole(web: Web, header: bytes, code: str):
    answer = await web.stream(IMPORTS, header + b"\nA,532501\n", by=COORDINATOR)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_ndjson_and_gb18030_are_read_too(web: Web):
    one = {"number": "J1", "region": "532501", "skills": ["driving"], "away": []}
    lines = [one, one | {"number": "J2", "skills": ["flying"]}, one | {"name": "张三"}]
    content = "\r\n".join(json.dumps(each) for each in lines).encode()
    told = await sent(web, content, media="application/x-ndjson")
    assert counts(told) == (1, 0, 0, 2)
    answer = await web.get(f"{IMPORTS}/{told['id']}/refused", by=COORDINATOR)
    rows = [line.split(",")[:3] for line in answer.text.splitlines()[1:]]
    assert rows == [["2", "skills/0", "code_unknown"], ["3", "name", "unknown_field"]]
    chinese = "志愿者编号,居住地区,技能\nG1,个旧市,理发\n".encode("gb18030")
    told = await sent(web, chinese, media="text/csv; charset=gb18030")
    assert counts(told) == (1, 0, 0, 0)


async def test_other_kinds_of_body_are_refused(web: Web):
    answer = await web.stream(IMPORTS, b"{}", by=COORDINATOR, media="application/json")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    endless = HEADER.encode() + b'\n"' + b"x" * 70_000
    answer = await web.stream(IMPORTS, endless, by=COORDINATOR)
    assert (answer.status_code, answer.json()["code"]) == (422, "record_too_long")
