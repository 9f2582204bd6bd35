"""People, exams, training and supervision over HTTP, on the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.engines import Engine
from services.registry import main
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

OFFICER = {"role": "county_officer", "region": "532501"}
NEIGHBOUR = {"role": "county_officer", "region": "532503"}
AUDITOR = {"role": "auditor", "region": "530000"}
STAFF = "/api/registry/staff"
TODAY = date.today()


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def made(web: Web, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await web.post(f"/api/registry/{path}", body, by=OFFICER)
    assert answer.is_success, answer.text
    return dict(answer.json())


async def station(web: Web) -> str:
    body = {"name": "龙泉社工站", "kind": "township", "region": "532501002"}
    id_ = str((await made(web, "stations", body))["id"])
    await made(web, f"stations/{id_}/sign", {"on": "2022-01-01"})
    return id_


async def person(web: Web) -> str:
    entered = {"name": "张三", "region": "532501", "entered_on": "2020-01-01"}
    return str((await made(web, "staff", entered))["id"])


def code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    errors = body.get("errors") or [{}]
    return answer.status_code, errors[0].get("code") or body["code"]


async def test_a_stations_staff_count_follows_who_is_on_its_posts(web: Web) -> None:
    where, who = await station(web), await person(web)
    post = {"station_id": where, "post": "head", "employment": "full_time", "since": "2022-02-01"}
    await made(web, f"staff/{who}/post", post)
    await made(web, f"staff/{who}/certificates", {"level": "senior", "since": "2021-06-01"})
    shown = (await web.get(f"/api/registry/stations/{where}", by=OFFICER)).json()["staff"]
    assert (shown["by_employment"], shown["certified_by_level"]) == (
        {"full_time": 1},
        {"senior": 1},
    )
    await made(web, f"staff/{who}/unpost", {"station_id": where, "reason": "resigned"})
    shown = (await web.get(f"/api/registry/stations/{where}", by=OFFICER)).json()["staff"]
    assert sum(shown["by_employment"].values()) == 0


async def test_two_full_time_posts_are_refused_by_name(web: Web) -> None:
    first, second, who = await station(web), await person(web), await person(web)
    second = await station_named(web, "第二社工站")
    await made(
        web, f"staff/{who}/post", {"station_id": first, "post": "head", "employment": "full_time"}
    )
    again = {"station_id": second, "post": "head", "employment": "graduate"}
    answer = await web.post(f"{STAFF}/{who}/post", again, by=OFFICER)
    assert code(answer) == (409, "posting_overlaps")


async def station_named(web: Web, name: str) -> str:
    body = {"name": name, "kind": "room", "region": "532501002"}
    id_ = str((await made(web, "stations", body))["id"])
    await made(web, f"stations/{id_}/sign", {"on": "2022-01-01"})
    return id_


async def test_a_name_is_shown_to_the_area_and_not_to_the_auditor(web: Web) -> None:
    who = await person(web)
    assert (await web.get(f"{STAFF}/{who}", by=OFFICER)).json()["name"] == "张三"
    assert (await web.get(f"{STAFF}/{who}", by=AUDITOR)).json()["name"] is None
    assert (await web.get(f"{STAFF}/{who}", by=NEIGHBOUR)).status_code == 404
    assert (await web.get(STAFF, by=NEIGHBOUR)).json()["items"] == []


async def test_an_identity_number_in_a_name_field_or_body_is_refused(web: Web) -> None:
    body = {"name": "张三", "region": "532501", "id_number": "110101199003070000"}
    assert (await web.post(STAFF, body, by=OFFICER)).status_code == 422


async def test_certificates_about_to_expire_are_listed_the_first_first(web: Web) -> None:
    for days in (60, 10, 400):
        who = await person(web)
        until = (TODAY + timedelta(days=days)).isoformat()
        body = {"level": "assistant", "since": "2021-06-01", "valid_until": until}
        await made(web, f"staff/{who}/certificates", body)
    rows = (await web.get(f"{STAFF}/expiring-certificates", by=OFFICER)).json()["items"]
    assert [(date.fromisoformat(r["valid_until"]) - TODAY).days for r in rows] == [10, 60]


async def test_an_incentive_follows_the_nearest_scheme_and_is_paid_once(web: Web) -> None:
    who = await person(web)
    await made(web, f"staff/{who}/certificates", {"level": "assistant", "since": "2021-06-01"})
    pay = {"level": "assistant", "year": 2022}
    path = f"{STAFF}/{who}/pay-incentive"
    assert code(await web.post(path, pay, by=OFFICER)) == (422, "incentive_scheme_missing")
    scheme = {"region": "532501", "amounts_fen": {"assistant": 100_000}}
    await made(web, "incentive-schemes", scheme)
    assert (await web.post(path, pay, by=OFFICER)).json()["incentives_paid"] == ["assistant"]
    assert code(await web.post(path, pay, by=OFFICER)) == (409, "incentive_paid")


async def test_a_demand_for_talent_is_met_by_who_has_it(web: Web) -> None:
    who = await person(web)
    talent = {"grade": "practice", "skills": {"counselling": 2}, "languages": ["yi"]}
    await made(web, f"staff/{who}/talent", talent)
    asked = "/api/registry/talent?skill=counselling:2&language=yi"
    (fit,) = (await web.get(asked, by=OFFICER)).json()["items"]
    assert (fit["person_id"], fit["nearness"], fit["free"]) == (who, 3, True)
    none = await web.get("/api/registry/talent?skill=counselling:3", by=OFFICER)
    assert none.json()["items"] == []
    wrong = await web.get("/api/registry/talent?skill=counselling:9", by=OFFICER)
    assert code(wrong) == (422, "skill_level")


async def test_the_pool_computes_rates_from_their_parts(web: Web) -> None:
    assert (await web.get("/api/registry/staff-pool", by=OFFICER)).json()["certified_rate"] is None
    where, who = await station(web), await person(web)
    await made(
        web, f"staff/{who}/post", {"station_id": where, "post": "head", "employment": "full_time"}
    )
    pool = (await web.get("/api/registry/staff-pool", by=OFFICER)).json()
    assert (pool["people"], pool["on_posts"], pool["certified_rate"]) == (1, 1, 0.0)


async def test_an_exams_total_must_be_the_sum_of_its_levels(web: Web) -> None:
    body = {
        "region": "532501",
        "year": 2022,
        "levels": {"assistant": {"applied": 5, "paid": 4}, "senior": {"applied": 1}},
        "total": {"applied": 6},
    }
    shown = await made(web, "exams", body)
    assert (shown["applied"], shown["paid"]) == (6, 4)
    wrong = {**body, "total": {"applied": 7}}
    assert code(await web.post("/api/registry/exams", wrong, by=OFFICER)) == (422, "exam_sum")
    assert (await web.get("/api/registry/exams?year=2022", by=OFFICER)).json()["items"]


async def test_training_progress_is_attendance_beside_the_target(web: Web) -> None:
    await made(web, "training-targets", {"region": "532501", "year": 2022, "attendance": 400})
    planned = {"title": "培训", "region": "532501", "mode": "onsite"}
    course = (await made(web, "courses", planned))["id"]
    held = {"on": "2022-03-01", "attendance": 100, "hours": 8, "answers": 80, "satisfied": 60}
    shown = await made(web, f"courses/{course}/sessions", held)
    assert (shown["attendance"], shown["satisfaction"]) == (100, 0.75)
    progress = (await web.get("/api/registry/training-progress?year=2022", by=OFFICER)).json()
    assert (progress["target"], progress["attendance"], progress["reached"]) == (400, 100, 0.25)


async def test_a_visits_findings_are_closed_and_coverage_names_who_was_not_visited(
    web: Web,
) -> None:
    seen, unseen = await station(web), await station_named(web, "无人督导站")
    visit = {
        "station_id": seen,
        "kind": "professional",
        "on": "2022-03-15",
        "findings": [{"aspect": "files", "due_on": "2022-04-15", "note": "缺台账"}],
    }
    id_ = (await made(web, "supervision-visits", visit))["id"]
    late = await web.get("/api/registry/supervision-visits?overdue=true", by=OFFICER)
    assert [v["id"] for v in late.json()["items"]] == [id_]
    await made(web, f"supervision-visits/{id_}/findings/1/close", {"evidence": "a" * 64})
    late = await web.get("/api/registry/supervision-visits?overdue=true", by=OFFICER)
    assert late.json()["items"] == []
    covered = (await web.get("/api/registry/supervision-coverage?month=2022-03", by=OFFICER)).json()
    assert (covered["visited"], covered["stations"]) == (1, 2)
    assert covered["not_visited"] == [unseen]


async def test_a_certificate_number_belongs_to_one_person_and_is_not_kept(web: Web) -> None:
    first, second = await person(web), await person(web)
    body = {"level": "assistant", "since": "2021-06-01", "number": "2021-0530 0001"}
    held = await made(web, f"staff/{first}/certificates", body)
    assert held["certificates"][0]["numbered"] is True
    assert "0530" not in str(held)
    same = body | {"number": "202105300001"}
    answer = await web.post(f"{STAFF}/{second}/certificates", same, by=OFFICER)
    assert code(answer) == (409, "certificate_number_taken")
    unnumbered = {"level": "assistant", "since": "2021-06-01"}
    assert not (await made(web, f"staff/{second}/certificates", unnumbered))["certificates"][0][
        "numbered"
    ]
    strange = await web.post(f"{STAFF}/{first}/certificates", same, by=NEIGHBOUR)
    assert strange.status_code == 404


async def test_exam_results_and_hours_are_on_a_persons_record_and_who_lacks_hours_is_listed(
    web: Web,
) -> None:
    who = await person(web)
    both = {"comprehensive": "passed", "practice": "passed"}
    sat = await made(
        web, f"staff/{who}/exams", {"level": "assistant", "year": 2021, "results": both}
    )
    assert sat["exams"] == [{"level": "assistant", "year": 2021, "results": both, "complete": True}]
    ends = (TODAY + timedelta(days=30)).isoformat()
    certificate = {"level": "assistant", "since": "2022-01-01", "valid_until": ends}
    await made(web, f"staff/{who}/certificates", certificate)
    await made(web, f"staff/{who}/education", {"hours": 40, "on": "2022-05-01"})
    lacking = (await web.get(f"{STAFF}/lacking-education", by=OFFICER)).json()["items"]
    assert [(row["person_id"], row["hours"], row["due"]) for row in lacking] == [(who, 40, 72)]
    await made(web, f"staff/{who}/education", {"hours": 32, "on": "2022-06-01"})
    assert not (await web.get(f"{STAFF}/lacking-education", by=OFFICER)).json()["items"]
    wrong = {"level": "assistant", "year": 2021, "results": {"law": "passed"}}
    assert code(await web.post(f"{STAFF}/{who}/exams", wrong, by=OFFICER)) == (422, "exam_subject")
