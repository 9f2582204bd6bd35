"""Projects over HTTP, on the real store."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.engines import Engine
from services.volunteers import main
from services.volunteers.organisations.copy import Organisations
from tests.integration.organisations_told import Told
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

COORDINATOR = {"role": "volunteer_coordinator", "region": "532501", "sub": "one"}
OFFICER = {"role": "county_officer", "region": "532501", "sub": "two"}
ABOVE = {"role": "prefecture_officer", "region": "532500", "sub": "three"}
NEIGHBOUR = {"role": "county_officer", "region": "532503"}
VOLUNTEER = {"role": "volunteer", "region": "532501"}
PROJECTS = "/api/volunteers/projects"
SCHEMES = "/api/volunteers/project-schemes"
TODAY = date.today()
BODY = {
    "name": "一老一小服务项目",
    "region": "532501",
    "domain": "elderly",
    "target_groups": ["left_behind_elderly"],
    "origin": "survey",
    "parts": [
        {"source": "budget", "amount_fen": 8_000_000},
        {"source": "charity", "amount_fen": 4_000_000},
    ],
    "places": ["532501101"],
}
APPROVAL = {
    "kind": "general",
    "starts_on": TODAY.isoformat(),
    "ends_on": (TODAY + timedelta(days=300)).isoformat(),
    "milestones": [{"title": "结项", "due_on": (TODAY + timedelta(days=200)).isoformat()}],
}


@pytest.fixture
async def served(store: Engine, tmp_path: Path) -> AsyncIterator[tuple[Web, Told]]:
    async with serving(main.build, store, tmp_path) as (web, service):
        yield web, Told(service.provides[Organisations])


async def done(web: Web, path: str, body: object = None, **options: Any) -> dict[str, Any]:
    answer = await web.post(path, body, **options)
    assert answer.is_success, answer.text
    return dict(answer.json())


def code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    errors = body.get("errors") or [{}]
    return answer.status_code, errors[0].get("code") or body["code"]


async def paired(web: Web, told: Told) -> str:
    """The address of a project that an agency will carry out."""
    path = f"{PROJECTS}/{(await done(web, PROJECTS, BODY, by=COORDINATOR))['id']}"
    agency = await told.agency()
    await done(web, f"{path}/pair", {"organisation_id": agency}, by=COORDINATOR)
    return path


async def approved(web: Web, told: Told) -> str:
    path = await paired(web, told)
    await done(web, f"{path}/approve", APPROVAL, by=OFFICER)
    return path


async def test_a_project_runs_from_the_survey_to_the_audit(served: tuple[Web, Told]) -> None:
    web, told = served
    path = await approved(web, told)
    spent = await done(web, f"{path}/spend", {"part": 1, "amount_fen": 8_000_000}, by=OFFICER)
    assert (spent["planned_fen"], spent["spent_fen"]) == (12_000_000, 8_000_000)
    assert [(p["planned_fen"], p["spent_fen"]) for p in spent["parts"]] == [
        (8_000_000, 8_000_000),
        (4_000_000, 0),
    ]
    early = await web.post(f"{path}/accept", {"score": 90}, by=OFFICER)
    assert code(early) == (409, "not_ready_for_acceptance")
    await done(web, f"{path}/reach", {"milestone": 1}, by=COORDINATOR)
    visit = {"result": "rectify", "evidence": "0" * 64}
    await done(web, f"{path}/supervise", visit, by=OFFICER)
    await done(web, f"{path}/rectify", {"visit": 1}, by=COORDINATOR)
    await done(web, f"{path}/accept", {"score": 90}, by=OFFICER)
    differs = await web.post(f"{path}/audit", {"audited_fen": 1, "result": "clean"}, by=OFFICER)
    assert code(differs) == (409, "audit_differs")
    clean = {"audited_fen": 8_000_000, "result": "clean"}
    assert (await done(web, f"{path}/audit", clean, by=OFFICER))["stage"] == "audited"


async def test_of_many_bills_at_once_none_goes_beyond_its_part(served: tuple[Web, Told]) -> None:
    web, told = served
    path = await approved(web, told)
    bill = {"part": 2, "amount_fen": 1_000_000}
    answers = await asyncio.gather(
        *(web.post(f"{path}/spend", bill, by=OFFICER) for _ in range(20))
    )
    assert Counter(a.status_code for a in answers) == {200: 4, 409: 16}
    shown = (await web.get(path, by=OFFICER)).json()
    assert shown["parts"][1]["spent_fen"] == 4_000_000


async def test_a_bill_sent_twice_is_entered_once(served: tuple[Web, Told]) -> None:
    web, told = served
    path = await approved(web, told)
    bill = {"part": 1, "amount_fen": 5}
    first = await done(web, f"{path}/spend", bill, by=OFFICER, key="bill")
    again = await done(web, f"{path}/spend", bill, by=OFFICER, key="bill")
    assert again == first
    assert again["spent_fen"] == 5
    back = {"spending_id": first["spendings"][0]["id"]}
    assert (await done(web, f"{path}/reverse", back, by=OFFICER))["spent_fen"] == 0
    assert code(await web.post(f"{path}/reverse", back, by=OFFICER))[0] == 404


async def test_an_organisation_that_may_take_no_work_gets_no_project(
    served: tuple[Web, Told],
) -> None:
    web, told = served
    bad, good = await told.agency(), await told.agency("益心社工中心")
    await told.blacklist(bad)
    path = f"{PROJECTS}/{(await done(web, PROJECTS, BODY, by=COORDINATOR))['id']}"
    refused = await web.post(f"{path}/pair", {"organisation_id": bad}, by=COORDINATOR)
    assert code(refused) == (409, "organisation_refused")
    funder = BODY | {"parts": [{"source": "charity", "amount_fen": 1, "funder_id": bad}]}
    assert code(await web.post(PROJECTS, funder, by=COORDINATOR)) == (409, "organisation_refused")
    await done(web, f"{path}/pair", {"organisation_id": good}, by=COORDINATOR)
    await told.blacklist(good)
    late = await web.post(f"{path}/approve", APPROVAL, by=OFFICER)
    assert code(late) == (409, "organisation_refused")


async def test_the_grade_and_sum_decide_which_office_approves(served: tuple[Web, Told]) -> None:
    web, told = served
    path = await paired(web, told)
    bigger = APPROVAL | {"kind": "demonstration"}
    assert code(await web.post(f"{path}/approve", bigger, by=OFFICER)) == (403, "approval_level")
    assert (await done(web, f"{path}/approve", bigger, by=ABOVE))["level"] == "prefecture"


async def test_an_area_above_sets_who_approves_and_the_county_cannot(
    served: tuple[Web, Told],
) -> None:
    web, told = served
    limits = [
        {"kind": "micro", "level": "county"},
        {"kind": "general", "level": "prefecture"},
        {"kind": "demonstration", "level": "province"},
    ]
    scheme = {"region": "532500", "limits": limits}
    assert (await web.get(SCHEMES, by=OFFICER)).json()["usual"] is True
    assert (await web.post(SCHEMES, scheme, by=OFFICER)).status_code == 403
    assert (await web.post(SCHEMES, scheme | {"region": "530100"}, by=ABOVE)).status_code == 403
    await done(web, SCHEMES, scheme, by=ABOVE)
    shown = (await web.get(SCHEMES, by=OFFICER)).json()
    assert (shown["usual"], [limit["level"] for limit in shown["limits"]]) == (
        False,
        ["county", "prefecture", "province"],
    )
    path = await paired(web, told)
    assert code(await web.post(f"{path}/approve", APPROVAL, by=OFFICER)) == (403, "approval_level")


async def test_nobody_approves_their_own_project(served: tuple[Web, Told]) -> None:
    web, told = served
    path = f"{PROJECTS}/{(await done(web, PROJECTS, BODY, by=OFFICER))['id']}"
    await done(web, f"{path}/pair", {"organisation_id": await told.agency()}, by=OFFICER)
    own = await web.post(f"{path}/approve", APPROVAL, by=OFFICER)
    assert code(own) == (403, "second_person_required")


async def test_a_project_is_seen_and_entered_only_within_ones_area(
    served: tuple[Web, Told],
) -> None:
    web, _ = served
    path = f"{PROJECTS}/{(await done(web, PROJECTS, BODY, by=COORDINATOR))['id']}"
    assert (await web.get(path, by=NEIGHBOUR)).status_code == 404
    assert (
        await web.post(f"{path}/refuse", {"reason": "duplicate"}, by=NEIGHBOUR)
    ).status_code in (404,)
    assert (await web.post(PROJECTS, BODY, by=NEIGHBOUR)).status_code == 403
    assert (await web.get(path, by=VOLUNTEER)).status_code == 403
    outside = BODY | {"places": ["532503101"]}
    assert (await web.post(PROJECTS, outside, by=COORDINATOR)).status_code == 403
    assert (await web.get(PROJECTS, by=NEIGHBOUR)).json()["items"] == []
    found = (await web.get(f"{PROJECTS}?stage=collected&domain=elderly", by=OFFICER)).json()
    assert [p["name"] for p in found["items"]] == ["一老一小服务项目"]
    assert (await web.get(f"{PROJECTS}?stage=approved", by=OFFICER)).json()["items"] == []


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"parts": [{"source": "lottery", "amount_fen": 1}]}, "code_unknown"),
    ({"parts": [{"source": "all", "amount_fen": 1}]}, "source_not_single"),
    ({"parts": [{"source": "budget", "amount_fen": 0}]}, "amount_invalid"),
    ({"parts": [{"source": "budget", "amount_fen": "12,000"}]}, "amount_invalid"),
    ({"region": "999999"}, "region_unknown"),
    ({"name": "\u200b"}, "name_invalid"),
    ({"rgion": "532501"}, "unknown_field"),
    ({"verified": True}, "field_not_writable"),
]


async def test_what_a_project_cannot_be_is_refused(served: tuple[Web, Told]) -> None:
    web, _ = served
    for change, expected in WRONG:
        answer = await web.post(PROJECTS, BODY | change, by=COORDINATOR)
        assert code(answer) == (422, expected), answer.text
