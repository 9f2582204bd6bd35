"""Talks about projects, and micro-grants with their votes, over HTTP on the real store."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.engines import Engine
from servicekit.aggregate import Aggregates
from servicekit.app import Service
from servicekit.clock import Clock, FixedClock
from servicekit.settings import Settings
from services.volunteers import main
from services.volunteers.microgrants.call import Call, award
from services.volunteers.microgrants.finishing import EVERYWHERE, Awards
from services.volunteers.microgrants.proposal import Proposal, give_up
from services.volunteers.organisations.copy import Organisations
from services.volunteers.projects.domain import pair, present
from services.volunteers.projects.project import Project
from services.volunteers.stepping import step
from services.volunteers.talks.finishing import Agreements
from tests.integration.organisations_told import Told
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

COORDINATOR = {"role": "volunteer_coordinator", "region": "532501", "sub": "one"}
OFFICER = {"role": "county_officer", "region": "532501", "sub": "two"}
TOWNSHIP = {"role": "station_worker", "region": "532501101", "sub": "three"}
NEIGHBOUR = {"role": "county_officer", "region": "532503", "sub": "four"}
PROJECTS, TALKS = "/api/volunteers/projects", "/api/volunteers/talks"
CALLS, PROPOSALS = "/api/volunteers/microgrant-calls", "/api/volunteers/proposals"
PROJECT = {
    "name": "社区营造",
    "region": "532501",
    "domain": "community_governance",
    "target_groups": ["general"],
    "origin": "survey",
    "parts": [{"source": "budget", "amount_fen": 100}],
}


@dataclass
class Stage:
    web: Web
    told: Told
    clock: FixedClock
    service: Service

    def part(self, kind: Any) -> Any:
        return self.service.provides[kind]

    async def done(self, path: str, body: object = None, **options: Any) -> dict[str, Any]:
        answer = await self.web.post(path, body, **options)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def day(self, ahead: int) -> str:
        return (self.clock.today() + timedelta(days=ahead)).isoformat()

    def wait(self, days: int) -> None:
        self.clock.advance(timedelta(days=days))


@pytest.fixture
async def stage(store: Engine, tmp_path: Path) -> AsyncIterator[Stage]:
    clock = FixedClock(datetime.now(UTC))

    def build(settings: Settings) -> Service:
        service = main.build(settings)
        return replace(service, provides={**service.provides, Clock: clock})

    async with serving(build, store, tmp_path) as (web, service):
        yield Stage(web, Told(service.provides[Organisations]), clock, service)


def code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    errors = body.get("errors") or [{}]
    return answer.status_code, errors[0].get("code") or body["code"]


async def talks_held(stage: Stage) -> tuple[str, str, list[str]]:
    """The address of talks that were held, a project on their table, three who are interested."""
    session = {"title": "洽谈会", "region": "532501", "starts_on": stage.day(0)}
    path = f"{TALKS}/{(await stage.done(TALKS, session, by=COORDINATOR))['id']}"
    project = str((await stage.done(PROJECTS, PROJECT, by=COORDINATOR))["id"])
    agencies = [await stage.told.agency(f"机构{n}") for n in range(3)]
    await stage.done(f"{path}/invite", {"organisation_ids": agencies}, by=COORDINATOR)
    await stage.done(f"{path}/table", {"project_id": project}, by=COORDINATOR)
    for agency in agencies:
        interest = {"organisation_id": agency, "project_id": project}
        await stage.done(f"{path}/interests", interest, by=COORDINATOR)
    await stage.done(f"{path}/hold", {"came": agencies}, by=COORDINATOR)
    return path, project, agencies


async def test_talks_bring_a_project_and_an_organisation_together(stage: Stage) -> None:
    path, project, agencies = await talks_held(stage)
    shown = await stage.web.get(f"{PROJECTS}/{project}", by=OFFICER)
    assert shown.json()["stage"] == "in_talks"
    pairing = {"organisation_id": agencies[1], "project_id": project}
    first = await stage.done(f"{path}/pair", pairing, by=COORDINATOR, key="pair")
    assert first["paired"] == 1
    assert await stage.done(f"{path}/pair", pairing, by=COORDINATOR, key="pair") == first
    paired = (await stage.web.get(f"{PROJECTS}/{project}", by=OFFICER)).json()
    assert (paired["stage"], paired["organisation_id"]) == ("paired", agencies[1])


async def test_of_three_interested_at_once_one_gets_the_project(stage: Stage) -> None:
    path, project, agencies = await talks_held(stage)
    wanted = [{"organisation_id": agency, "project_id": project} for agency in agencies]
    answers = await asyncio.gather(
        *(stage.web.post(f"{path}/pair", body, by=COORDINATOR) for body in wanted)
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 2}
    shown = (await stage.web.get(path, by=COORDINATOR)).json()
    held = (await stage.web.get(f"{PROJECTS}/{project}", by=OFFICER)).json()["organisation_id"]
    assert [i["organisation_id"] for i in shown["interests"] if i["paired"]] == [held]


async def test_what_a_project_agreed_to_is_recorded_by_the_sweep(stage: Stage) -> None:
    path, project, agencies = await talks_held(stage)
    session, today = path.rpartition("/")[2], stage.clock.today()
    await stage.part(Aggregates[Project]).change(
        project, EVERYWHERE, step(), lambda known: pair(known, agencies[0], session, today)
    )
    assert (await stage.web.get(path, by=COORDINATOR)).json()["paired"] == 0
    await stage.part(Agreements).sweep()
    await stage.part(Agreements).sweep()
    shown = (await stage.web.get(path, by=COORDINATOR)).json()
    assert [i["organisation_id"] for i in shown["interests"] if i["paired"]] == agencies[:1]


async def test_a_project_in_talks_is_put_on_the_table_by_the_sweep(stage: Stage) -> None:
    body = {"title": "洽谈会", "region": "532501", "starts_on": stage.day(0)}
    session = (await stage.done(TALKS, body, by=COORDINATOR))["id"]
    project = (await stage.done(PROJECTS, PROJECT, by=COORDINATOR))["id"]
    today = stage.clock.today()
    await stage.part(Aggregates[Project]).change(
        project, EVERYWHERE, step(), lambda known: present(known, session, today)
    )
    await stage.part(Agreements).sweep()
    shown = (await stage.web.get(f"{TALKS}/{session}", by=COORDINATOR)).json()
    assert shown["projects"] == [project]


async def test_a_funder_met_at_the_talks_joins_the_plan(stage: Stage) -> None:
    path, project, agencies = await talks_held(stage)
    about = {"organisation_id": agencies[0], "project_id": project, "role": "fund"}
    bare = await stage.web.post(f"{path}/interests", about, by=COORDINATOR)
    assert code(bare) == (422, "funding_incomplete")
    offer = about | {"source": "charity", "amount_fen": 40}
    await stage.done(f"{path}/interests", offer, by=COORDINATOR)
    await stage.done(f"{path}/pair", about, by=COORDINATOR)
    shown = (await stage.web.get(f"{PROJECTS}/{project}", by=OFFICER)).json()
    assert (shown["planned_fen"], shown["spent_fen"]) == (140, 0)
    assert shown["parts"][1]["funder_id"] == agencies[0]


async def test_a_blacklisted_organisation_is_neither_invited_nor_paired(stage: Stage) -> None:
    path, project, agencies = await talks_held(stage)
    await stage.told.blacklist(agencies[2])
    pairing = {"organisation_id": agencies[2], "project_id": project}
    assert code(await stage.web.post(f"{path}/pair", pairing, by=COORDINATOR)) == (
        409,
        "organisation_refused",
    )
    session = {"title": "又一次", "region": "532501", "starts_on": stage.day(1)}
    other = f"{TALKS}/{(await stage.done(TALKS, session, by=COORDINATOR))['id']}"
    invitation = {"organisation_ids": [agencies[2]]}
    refused = await stage.web.post(f"{other}/invite", invitation, by=COORDINATOR)
    assert code(refused) == (409, "organisation_refused")


async def test_talks_are_seen_and_planned_only_within_ones_area(stage: Stage) -> None:
    path, _, _ = await talks_held(stage)
    assert (await stage.web.get(path, by=NEIGHBOUR)).status_code == 404
    assert (await stage.web.get(TALKS, by=NEIGHBOUR)).json()["items"] == []
    assert len((await stage.web.get(f"{TALKS}?stage=held", by=OFFICER)).json()["items"]) == 1
    session = {"title": "x", "region": "532501", "starts_on": stage.day(0)}
    assert (await stage.web.post(TALKS, session, by=NEIGHBOUR)).status_code == 403


async def opened(stage: Stage, **changes: Any) -> str:
    """The id of a call for proposals with a budget of 100 fen: three days, then three of votes."""
    body = {
        "title": "公益微创投",
        "region": "532501",
        "kind": "venture",
        "budget_fen": 100,
        "most_fen": 60,
        "opens_on": stage.day(0),
        "proposals_until": stage.day(2),
        "votes_from": stage.day(3),
        "votes_until": stage.day(5),
        **changes,
    }
    return str((await stage.done(CALLS, body, by=OFFICER))["id"])


async def admitted(stage: Stage, call: str, asked: int) -> str:
    body = {
        "call_id": call,
        "title": "楼道议事",
        "region": "532501101",
        "domain": "community_governance",
        "target_groups": ["general"],
        "asked_fen": asked,
    }
    proposal = str((await stage.done(PROPOSALS, body, by=TOWNSHIP))["id"])
    await stage.done(f"{PROPOSALS}/{proposal}/admit", by=OFFICER)
    return proposal


def voter(number: int, region: str = "532501101") -> dict[str, str]:
    return {"role": "volunteer", "region": region, "sub": f"voter-{number}"}


async def counted(stage: Stage, *asked: int) -> tuple[str, list[str]]:
    """A call whose votes are counted: the n-th proposal has one vote fewer than the one before."""
    call = await opened(stage)
    ids = [await admitted(stage, call, fen) for fen in asked]
    stage.wait(3)
    number = 0
    for rank, id_ in enumerate(ids):
        for _ in range(len(ids) - rank):
            body = {"proposal_id": id_}
            await stage.done(f"{CALLS}/{call}/vote", body, by=voter(number))
            number += 1
    stage.wait(3)
    await stage.done(f"{CALLS}/{call}/count", by=OFFICER)
    return call, ids


async def test_a_call_runs_from_proposals_to_the_report_on_a_grant(stage: Stage) -> None:
    call, ids = await counted(stage, 60, 60, 40)
    shown = (await stage.web.get(f"{CALLS}/{call}", by=TOWNSHIP)).json()
    assert [(r["proposal_id"], r["votes"]) for r in shown["ranking"]] == [
        (ids[0], 3), (ids[1], 2), (ids[2], 1),
    ]  # fmt: skip
    path = f"{CALLS}/{call}/award"
    early = await stage.web.post(path, {"proposal_id": ids[1]}, by=OFFICER)
    assert code(early) == (409, "better_ranked_first")
    await stage.done(path, {"proposal_id": ids[0]}, by=OFFICER)
    beyond = await stage.web.post(path, {"proposal_id": ids[1]}, by=OFFICER)
    assert code(beyond) == (409, "budget_exceeded")
    last = await stage.done(path, {"proposal_id": ids[2]}, by=OFFICER)
    assert (last["awarded_fen"], last["left_fen"]) == (100, 0)
    told = {"spent_fen": 60, "persons": 40, "evidence": "0" * 64, "final": True}
    done = await stage.done(f"{PROPOSALS}/{ids[0]}/report", told, by=TOWNSHIP)
    assert (done["stage"], done["spent_fen"]) == ("completed", 60)
    spent = {"proposal_id": ids[0]}
    assert code(await stage.web.post(f"{CALLS}/{call}/take-back", spent, by=OFFICER))[0] == 409
    await stage.done(f"{CALLS}/{call}/take-back", {"proposal_id": ids[2]}, by=OFFICER)
    assert (await stage.web.get(f"{CALLS}/{call}", by=OFFICER)).json()["left_fen"] == 40


async def test_of_many_awards_at_once_the_budget_is_never_exceeded(stage: Stage) -> None:
    call, ids = await counted(stage, *([30] * 8))
    bodies = [{"proposal_id": id_, "reason": "jury"} for id_ in ids]
    answers = await asyncio.gather(
        *(stage.web.post(f"{CALLS}/{call}/award", body, by=OFFICER) for body in bodies * 3)
    )
    assert {answer.status_code for answer in answers} == {200, 409}
    shown = (await stage.web.get(f"{CALLS}/{call}", by=OFFICER)).json()
    granted = [r["proposal_id"] for r in shown["ranking"] if r["awarded_fen"]]
    assert (len(granted), shown["awarded_fen"]) == (3, 90)
    listed = (await stage.web.get(f"{PROPOSALS}?stage=awarded", by=OFFICER)).json()["items"]
    assert {proposal["id"] for proposal in listed} == set(granted)


async def test_an_award_the_proposal_never_heard_of_is_told_by_the_sweep(stage: Stage) -> None:
    call, ids = await counted(stage, 60)
    today = stage.clock.today()
    await stage.part(Aggregates[Call]).change(
        call, EVERYWHERE, step(), lambda known: award(known, ids[0], 60, "", today)
    )
    assert await stage_of(stage, ids[0]) == "admitted"
    await stage.part(Awards).sweep()
    await stage.part(Awards).sweep()
    assert await stage_of(stage, ids[0]) == "awarded"


async def test_an_award_given_up_and_not_yet_taken_back_is_taken_back_by_the_sweep(
    stage: Stage,
) -> None:
    call, ids = await counted(stage, 60)
    await stage.done(f"{CALLS}/{call}/award", {"proposal_id": ids[0]}, by=OFFICER)
    today = stage.clock.today()
    await stage.part(Aggregates[Proposal]).change(
        ids[0], EVERYWHERE, step(), lambda known: give_up(known, 60, 1, today)
    )
    await stage.part(Awards).sweep()
    await stage.part(Awards).sweep()
    assert (await stage.web.get(f"{CALLS}/{call}", by=OFFICER)).json()["left_fen"] == 100
    assert await stage_of(stage, ids[0]) == "admitted"
    again = await stage.done(f"{CALLS}/{call}/award", {"proposal_id": ids[0]}, by=OFFICER)
    await stage.part(Awards).sweep()
    assert again["awarded_fen"] == 60
    assert await stage_of(stage, ids[0]) == "awarded"


async def stage_of(stage: Stage, proposal: str) -> str:
    shown = await stage.web.get(f"{PROPOSALS}/{proposal}", by=OFFICER)
    return str(shown.json()["stage"])


async def test_taking_back_sent_twice_is_one_taking_back(stage: Stage) -> None:
    call, ids = await counted(stage, 60)
    await stage.done(f"{CALLS}/{call}/award", {"proposal_id": ids[0]}, by=OFFICER)
    path, body = f"{CALLS}/{call}/take-back", {"proposal_id": ids[0]}
    first = await stage.done(path, body, by=OFFICER, key="back")
    assert await stage.done(path, body, by=OFFICER, key="back") == first
    assert code(await stage.web.post(path, body, by=OFFICER)) == (404, "award_unknown")


async def test_of_many_votes_of_one_voter_at_once_one_counts(stage: Stage) -> None:
    call = await opened(stage)
    ids = [await admitted(stage, call, 10) for _ in range(4)]
    stage.wait(3)
    path = f"{CALLS}/{call}/vote"
    answers = await asyncio.gather(
        *(stage.web.post(path, {"proposal_id": ids[n % 4]}, by=voter(1)) for n in range(40))
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 39}
    assert {code(a)[1] for a in answers if a.status_code == 409} == {"already_voted"}
    others = await asyncio.gather(
        *(stage.web.post(path, {"proposal_id": ids[0]}, by=voter(n)) for n in range(2, 12))
    )
    assert {answer.status_code for answer in others} == {201}
    stage.wait(3)
    assert (await stage.done(f"{CALLS}/{call}/count", by=OFFICER))["votes"] == 11


async def test_a_vote_sent_twice_is_one_vote_with_one_answer(stage: Stage) -> None:
    call = await opened(stage)
    proposal = await admitted(stage, call, 10)
    stage.wait(3)
    body, path = {"proposal_id": proposal}, f"{CALLS}/{call}/vote"
    first = await stage.done(path, body, by=voter(1), key="vote")
    assert await stage.done(path, body, by=voter(1), key="vote") == first


async def test_votes_come_from_the_area_on_the_days_of_voting(stage: Stage) -> None:
    call = await opened(stage)
    proposal = {"proposal_id": await admitted(stage, call, 10)}
    path = f"{CALLS}/{call}/vote"
    assert code(await stage.web.post(path, proposal, by=voter(1))) == (409, "call_not_open")
    early = await stage.web.post(f"{CALLS}/{call}/count", by=OFFICER)
    assert code(early) == (409, "votes_not_counted")
    stage.wait(3)
    elsewhere = voter(2, "532503101")
    assert (await stage.web.post(path, proposal, by=elsewhere)).status_code == 404
    above = {"role": "prefecture_officer", "region": "532500", "sub": "x"}
    assert code(await stage.web.post(path, proposal, by=above)) == (403, "voter_outside_call")
    stage.wait(3)
    assert code(await stage.web.post(path, proposal, by=voter(1))) == (409, "call_not_open")


async def test_a_proposal_keeps_within_the_calls_area_and_limit(stage: Stage) -> None:
    call = await opened(stage)
    body = {
        "call_id": call,
        "title": "楼道议事",
        "region": "532501101",
        "domain": "community_governance",
        "target_groups": ["general"],
        "asked_fen": 61,
    }
    assert code(await stage.web.post(PROPOSALS, body, by=TOWNSHIP)) == (422, "asked_too_much")
    right = body | {"asked_fen": 60}
    assert (await stage.web.post(PROPOSALS, right, by=NEIGHBOUR)).status_code == 403
    theirs = right | {"region": "532503"}
    assert (await stage.web.post(PROPOSALS, theirs, by=NEIGHBOUR)).status_code == 404
    made = (await stage.done(PROPOSALS, right, by=TOWNSHIP))["id"]
    assert (await stage.web.get(f"{PROPOSALS}/{made}", by=NEIGHBOUR)).status_code == 404
    found = (await stage.web.get(f"{PROPOSALS}?call_id={call}", by=voter(1))).json()["items"]
    assert [proposal["id"] for proposal in found] == [made]
    assert (await stage.web.get(f"{CALLS}/{call}", by=NEIGHBOUR)).status_code == 404
