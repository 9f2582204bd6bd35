"""Organisations, contracts and evaluations over HTTP, on the real store."""

from __future__ import annotations

import asyncio
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

OFFICER = {"role": "county_officer", "region": "532501", "sub": "one"}
SECOND = {"role": "prefecture_officer", "region": "532500", "sub": "two"}
NEIGHBOUR = {"role": "county_officer", "region": "532503"}
ORGANISATIONS, CONTRACTS = "/api/registry/organisations", "/api/registry/contracts"
AGENCY, BUREAU = "52532501MJ0000001A", "52532502MJ0000002U"
TODAY = date.today()


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def registered(web: Web, code: str = AGENCY, kind: str = "social_work_agency") -> str:
    body = {
        "name": "益家社工中心",
        "kind": kind,
        "credit_code": code,
        "region": "532501",
        "registered_on": "2020-05-01",
        "certified_staff": 3,
        "inspected_year": TODAY.year,
        "domains": ["children"],
    }
    answer = await web.post(ORGANISATIONS, body, by=OFFICER)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def drafted(web: Web, agency: str, **changes: Any) -> httpx.Response:
    bureau = await web.post(
        ORGANISATIONS,
        {
            "name": "个旧市民政局",
            "kind": "government_unit",
            "credit_code": BUREAU,
            "region": "532501",
            "registered_on": "2000-01-01",
        },
        by=OFFICER,
        key="bureau",
    )
    body = {
        "title": "社会救助服务",
        "purchaser_id": bureau.json()["id"],
        "contractor_id": agency,
        "content_class": "service",
        "items": ["counselling"],
        "target_groups": ["low_income"],
        "source": "social_assistance",
        "amount_fen": 6_000_000,
        "starts_on": TODAY.isoformat(),
        "ends_on": (TODAY + timedelta(days=365)).isoformat(),
        "deliverables": [
            {"item": "counselling", "quantity": 10, "unit": "人次", "due_on": TODAY.isoformat()}
        ],
        "milestones": [{"amount_fen": 6_000_000, "after": [1]}],
        **changes,
    }
    return await web.post(CONTRACTS, body, by=OFFICER)


async def blacklist(web: Web, agency: str) -> None:
    proposal = {"ground": "breach", "document": "云民发〔2026〕3号", "evidence": "0" * 64}
    path = f"{ORGANISATIONS}/{agency}"
    assert (await web.post(f"{path}/propose-blacklisting", proposal, by=OFFICER)).is_success
    alone = await web.post(f"{path}/confirm-blacklisting", by=OFFICER)
    assert (alone.status_code, alone.json()["code"]) == (403, "second_person_required")
    assert (await web.post(f"{path}/confirm-blacklisting", by=SECOND)).is_success


def code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    errors = body.get("errors") or [{}]
    return answer.status_code, errors[0].get("code") or body["code"]


async def test_a_contract_runs_from_draft_to_payment(web: Web) -> None:
    agency = await registered(web)
    draft = await drafted(web, agency)
    assert draft.status_code == 201, draft.text
    path = f"{CONTRACTS}/{draft.json()['id']}"
    assert (await web.post(f"{path}/sign", by=OFFICER)).json()["stage"] == "signed"
    early = await web.post(f"{path}/pay", {"milestone": 1}, by=OFFICER)
    assert code(early) == (409, "deliverable_not_accepted")
    done = {"deliverable": 1, "quantity": 10}
    assert (await web.post(f"{path}/accept", done, by=OFFICER)).is_success
    paid = await web.post(f"{path}/pay", {"milestone": 1}, by=OFFICER, key="pay")
    assert paid.json()["paid_fen"] == 6_000_000
    again = await web.post(f"{path}/pay", {"milestone": 1}, by=OFFICER, key="pay")
    assert again.json() == paid.json()
    shown = (await web.get(f"{ORGANISATIONS}/{agency}", by=OFFICER)).json()
    assert (shown["activity"]["state"], shown["activity"]["running_contracts"]) == ("able", 1)


async def test_a_blacklisted_body_is_refused_a_draft_and_a_signature_at_once(web: Web) -> None:
    agency = await registered(web)
    draft = (await drafted(web, agency)).json()["id"]
    await blacklist(web, agency)
    assert code(await drafted(web, agency)) == (409, "organisation_blacklisted")
    sign = await web.post(f"{CONTRACTS}/{draft}/sign", by=OFFICER)
    assert code(sign) == (409, "organisation_blacklisted")
    listed = await web.get(f"{ORGANISATIONS}?blacklisted=true", by=OFFICER)
    assert [o["id"] for o in listed.json()["items"]] == [agency]


async def test_of_signing_and_blacklisting_at_once_one_order_holds(web: Web) -> None:
    agency = await registered(web)
    drafts = [(await drafted(web, agency)).json()["id"] for _ in range(4)]
    proposal = {"ground": "breach", "document": "云民发〔2026〕3号", "evidence": "0" * 64}
    path = f"{ORGANISATIONS}/{agency}"
    await web.post(f"{path}/propose-blacklisting", proposal, by=OFFICER)
    signing = [web.post(f"{CONTRACTS}/{d}/sign", by=OFFICER) for d in drafts]
    answers = await asyncio.gather(
        signing[0], signing[1], web.post(f"{path}/confirm-blacklisting", by=SECOND), *signing[2:]
    )
    assert answers[2].is_success
    for number, draft in enumerate(drafts):
        answer = answers[number if number < 2 else number + 1]
        stage = (await web.get(f"{CONTRACTS}/{draft}", by=OFFICER)).json()["stage"]
        assert (stage == "signed") == answer.is_success
    late = await web.post(f"{CONTRACTS}/{(await drafted_again(web, drafts))}/sign", by=OFFICER)
    assert not late.is_success or late.json()["stage"] == "signed"


async def drafted_again(web: Web, drafts: list[str]) -> str:
    """One that is still a draft, or the last."""
    for draft in drafts:
        if (await web.get(f"{CONTRACTS}/{draft}", by=OFFICER)).json()["stage"] == "draft":
            return draft
    return drafts[-1]


async def test_an_appeal_upheld_opens_the_doors_again(web: Web) -> None:
    agency = await registered(web)
    await blacklist(web, agency)
    path = f"{ORGANISATIONS}/{agency}"
    assert (await web.post(f"{path}/appeal", by=OFFICER)).is_success
    upheld = await web.post(f"{path}/decide-appeal", {"upheld": True}, by=SECOND)
    assert upheld.json()["standing"]["blacklisted"] is False
    assert (await drafted(web, agency)).status_code == 201


async def test_one_credit_code_is_registered_once(web: Web) -> None:
    await registered(web)
    body = {
        "name": "另一家",
        "kind": "company",
        "credit_code": AGENCY.lower(),
        "region": "532501",
        "registered_on": "2020-05-01",
    }
    assert (await web.post(ORGANISATIONS, body, by=OFFICER)).status_code == 409


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"items": ["means_survey"]}, (422, "purchase_range")),
        ({"items": ["relief_payment"]}, (422, "own_duty_shifted")),
        ({"target_groups": ["general"]}, (422, "assistance_money_diverted")),
        ({"ends_on": "2099-01-01"}, (422, "contract_term")),
        ({"amount_fen": 1}, (422, "milestones_sum")),
        ({"amount_fen": 0}, (422, "amount_invalid")),
    ],
)
async def test_a_contract_outside_the_rules_is_refused_by_name(
    web: Web, change: dict[str, Any], refusal: tuple[int, str]
) -> None:
    agency = await registered(web)
    assert code(await drafted(web, agency, **change)) == refusal


async def test_zombies_are_listed_with_their_evidence(web: Web) -> None:
    agency = await registered(web)
    listed = (await web.get(f"{ORGANISATIONS}?state=zombie", by=OFFICER)).json()["items"]
    assert [o["id"] for o in listed] == [agency]
    assert listed[0]["activity"]["last_on"] is None


async def test_nobody_of_another_county_sees_or_changes_it(web: Web) -> None:
    agency = await registered(web)
    path = f"{ORGANISATIONS}/{agency}"
    assert (await web.get(path, by=NEIGHBOUR)).status_code == 404
    assert (await web.post(f"{path}/appeal", by=NEIGHBOUR)).status_code == 404
    assert (await web.get(ORGANISATIONS, by=NEIGHBOUR)).json()["items"] == []
    draft = (await drafted(web, agency)).json()["id"]
    assert (await web.post(f"{CONTRACTS}/{draft}/sign", by=NEIGHBOUR)).status_code == 404


async def test_an_evaluation_by_a_third_party_proposes_next_years_sum(web: Web) -> None:
    agency = await registered(web)
    draft = (await drafted(web, agency)).json()["id"]
    await web.post(f"{CONTRACTS}/{draft}/sign", by=OFFICER)
    path = f"{CONTRACTS}/{draft}/evaluations/{TODAY.year}"
    scores = {
        "administration": 90,
        "service_results": 95,
        "project_management": 90,
        "social_effect": 90,
    }
    own = await web.post(f"{path}/scores", {"by": "self", "scores": scores}, by=OFFICER)
    assert own.status_code == 200, own.text
    assert code(await web.post(f"{path}/conclude", by=OFFICER)) == (409, "third_party_missing")
    third = {"by": "third_party", "scores": scores}
    await web.post(f"{path}/scores", third, by=OFFICER)
    done = (await web.post(f"{path}/conclude", by=OFFICER)).json()
    assert (done["score"], done["grade"]) == (92, "excellent")
    question = f"/api/registry/evaluations/proposal?year={TODAY.year}"
    (row,) = (await web.get(question, by=OFFICER)).json()["items"]
    assert row["proposed_fen"] == row["yearly_fen"] * 110 // 100
    await blacklist(web, agency)
    (row,) = (await web.get(question, by=OFFICER)).json()["items"]
    assert (row["blacklisted"], row["proposed_fen"]) == (True, 0)
