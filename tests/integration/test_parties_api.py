"""The five parties over HTTP, on the real store: the register, and who took part in a need."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cli.engines import Engine
from contracts.charity.gifts import GiftReceiptConfirmed
from services.volunteers import main
from services.volunteers.organisations.copy import Organisations
from services.volunteers.parties.gifts import GiftsForNeeds
from tests.integration.organisations_told import Told
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

COORDINATOR = {"role": "volunteer_coordinator", "region": "532501"}
NEIGHBOUR = {"role": "volunteer_coordinator", "region": "532503"}
VOLUNTEER = {"role": "volunteer", "region": "532501"}
NEEDS, PARTIES = "/api/volunteers/needs", "/api/volunteers/parties"
PROOF = "0" * 64


@pytest.fixture
async def served(store: Engine, tmp_path: Path) -> AsyncIterator[tuple[Web, Told, Told]]:
    """With what the registry tells of organisations, and charity of gifts."""
    async with serving(main.build, store, tmp_path) as (web, service):
        gifts = Told(service.provides[GiftsForNeeds], "charity.gifts")
        yield web, Told(service.provides[Organisations]), gifts


async def done(web: Web, path: str, body: object = None, **options: Any) -> dict[str, Any]:
    answer = await web.post(path, body, **options)
    assert answer.is_success, answer.text
    return dict(answer.json())


def code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    errors = body.get("errors") or [{}]
    return answer.status_code, errors[0].get("code") or body["code"]


async def a_need(web: Web) -> str:
    start = datetime.now(UTC) + timedelta(days=1)
    body = {
        "title": "陪护",
        "region": "532501",
        "domain": "elderly",
        "target_group": "left_behind_elderly",
        "places": 1,
        "starts_at": start.isoformat(timespec="seconds"),
        "ends_at": (start + timedelta(hours=2)).isoformat(timespec="seconds"),
    }
    return f"{NEEDS}/{(await done(web, NEEDS, body, by=COORDINATOR))['id']}"


def signed_for(need: str) -> GiftReceiptConfirmed:
    return GiftReceiptConfirmed(
        region="532501",
        occurred_on=datetime.now(UTC).date(),
        resource="money",
        vehicle="direct",
        amount_fen=100,
        allocation_id=str(uuid4()),
        station_id=str(uuid4()),
        need_id=need,
    )


async def took_part(web: Web, need: str) -> dict[str, str | None]:
    shown = (await web.get(f"{need}/parties", by=COORDINATOR)).json()
    return {row["party"]: row["basis"] for row in shown["parties"] if row["took_part"]}


async def test_a_party_is_stated_with_evidence_and_taken_back(
    served: tuple[Web, Told, Told],
) -> None:
    web, told, _ = served
    need = await a_need(web)
    body = {
        "name": "益家社工中心",
        "region": "532501",
        "party": "organisation",
        "organisation_id": await told.agency(),
    }
    member = (await done(web, PARTIES, body, by=COORDINATOR))["id"]
    stated = {"party": "organisation", "evidence": PROOF, "member_id": member}
    first = await done(web, f"{need}/parties", stated, by=COORDINATOR, key="state")
    assert first["count"] == 1
    assert await done(web, f"{need}/parties", stated, by=COORDINATOR, key="state") == first
    assert await took_part(web, need) == {"organisation": "stated"}
    wrong = {"party": "organisation", "reason": "did_not_come"}
    await done(web, f"{need}/parties/withdraw", wrong, by=COORDINATOR)
    assert await took_part(web, need) == {}
    again = await web.post(f"{need}/parties/withdraw", wrong, by=COORDINATOR)
    assert code(again) == (404, "party_not_taking_part")


async def test_charity_took_part_once_a_gift_for_the_need_was_signed_for(
    served: tuple[Web, Told, Told],
) -> None:
    web, _, gifts = served
    need = await a_need(web)
    id_ = need.rpartition("/")[2]
    await gifts.hear(str(uuid4()), 1, signed_for(id_))
    await gifts.hear(str(uuid4()), 1, signed_for(id_))
    await gifts.hear(str(uuid4()), 1, signed_for(str(uuid4())))
    assert await took_part(web, need) == {"charity": "derived"}
    wrong = {"party": "charity", "reason": "did_not_come"}
    refused = await web.post(f"{need}/parties/withdraw", wrong, by=COORDINATOR)
    assert code(refused) == (409, "party_derived")


async def test_what_is_stated_needs_evidence_and_the_right_to_say_it(
    served: tuple[Web, Told, Told],
) -> None:
    web, _, _ = served
    need = await a_need(web)
    stated = {"party": "community", "evidence": PROOF}
    assert (await web.post(f"{need}/parties", stated, by=NEIGHBOUR)).status_code == 404
    assert (await web.get(f"{need}/parties", by=NEIGHBOUR)).status_code == 404
    assert (await web.post(f"{need}/parties", stated, by=VOLUNTEER)).status_code == 403
    assert (
        await web.post(f"{need}/parties", {"party": "community"}, by=COORDINATOR)
    ).status_code == 422
    unknown = stated | {"party": "bank"}
    assert code(await web.post(f"{need}/parties", unknown, by=COORDINATOR))[1] == "code_unknown"


async def test_the_register_shows_the_bodies_of_an_area_and_the_roles_of_all_five(
    served: tuple[Web, Told, Told],
) -> None:
    web, told, _ = served
    body = {"name": "龙井社区", "region": "532501101", "party": "community"}
    member = (await done(web, PARTIES, body, by=COORDINATOR))["id"]
    assert (await web.post(PARTIES, body, by=NEIGHBOUR)).status_code == 403
    assert code(await web.post(PARTIES, body | {"party": "volunteer"}, by=COORDINATOR)) == (
        422,
        "people_kept_elsewhere",
    )
    bad = await told.agency()
    await told.blacklist(bad)
    refused = body | {"party": "organisation", "organisation_id": bad}
    assert code(await web.post(PARTIES, refused, by=COORDINATOR))[1] == "organisation_refused"
    shown = (await web.get(f"{PARTIES}/roles", by=COORDINATOR)).json()["parties"]
    assert [(row["role_zh"], row["members"]) for row in shown] == [
        ("平台", 1), ("载体", 0), ("支撑", None), ("辅助", None), ("补充", 0),
    ]  # fmt: skip
    assert (await web.get(PARTIES, by=NEIGHBOUR)).json()["items"] == []
    await done(web, f"{PARTIES}/{member}/end", {"reason": "withdrew"}, by=COORDINATOR)
    assert (await web.get(PARTIES, by=COORDINATOR)).json()["items"] == []
