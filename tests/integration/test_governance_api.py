"""Governance over HTTP, on the real store: bodies, meetings, what is overdue."""

from __future__ import annotations

from uuid import uuid4

from tests.integration.test_standards_api import (
    COUNTY,
    NEIGHBOUR,
    PREFECTURE,
    WORKER,
    done,
    every,
    pytestmark,
    shown,
    told,
    web,
)
from tests.integration.web import Web

__all__ = ["pytestmark", "web"]

GOVERNANCE = "/api/registry/governance"
CONFERENCE = {
    "kind": "joint_conference", "name": "个旧市五社联动联席会议", "region": "532501",
    "formed_on": "2022-01-10", "members": ["civil_affairs", "finance"],
}  # fmt: skip


def minutes(body_id: str) -> dict[str, object]:
    return {
        "body_id": body_id, "held_on": "2022-04-08", "subject": "社工站经费",
        "attended": ["civil_affairs", "finance"],
        "resolutions": [
            {"text": "落实站点经费", "owner": "finance", "due_on": "2022-05-31"},
            {"text": "选定示范点", "owner": "civil_affairs", "due_on": "2022-04-30"},
            {"text": "编制三年规划", "owner": "civil_affairs", "due_on": "2099-12-31"},
        ],
    }  # fmt: skip


async def formed(web: Web) -> str:
    return str((await done(web, f"{GOVERNANCE}/bodies", CONFERENCE, by=COUNTY))["id"])


async def test_what_a_meeting_resolves_is_followed_up_until_done(web: Web):
    body, key = await formed(web), uuid4().hex
    meeting = await done(web, f"{GOVERNANCE}/meetings", minutes(body), by=COUNTY, key=key)
    again = await done(web, f"{GOVERNANCE}/meetings", minutes(body), by=COUNTY, key=key)
    assert again["id"] == meeting["id"]
    overdue = await every(web, f"{GOVERNANCE}/resolutions?overdue=true", PREFECTURE)
    assert [(r["number"], r["owner"]) for r in overdue] == [(2, "civil_affairs"), (1, "finance")]
    assert overdue[0]["days_overdue"] > 0
    here = f"{GOVERNANCE}/meetings/{meeting['id']}/resolutions"
    await done(web, f"{here}/2/follow-up", {"state": "done"}, by=COUNTY)
    later = {"state": "postponed", "due_on": "2099-01-31"}
    await done(web, f"{here}/1/follow-up", later, by=COUNTY)
    assert await every(web, f"{GOVERNANCE}/resolutions?overdue=true", COUNTY) == []
    everything = await every(web, f"{GOVERNANCE}/resolutions", COUNTY)
    assert [(r["number"], r["state"]) for r in everything] == [
        (2, "done"), (1, "postponed"), (3, "open"),
    ]  # fmt: skip
    mine = await every(web, f"{GOVERNANCE}/resolutions?owner=finance", COUNTY)
    assert [r["text"] for r in mine] == ["落实站点经费"]
    answer = await web.post(f"{here}/2/follow-up", {"state": "under_way"}, by=COUNTY)
    assert told(answer) == (409, "resolution_over")
    answer = await web.post(f"{here}/9/follow-up", {"state": "done"}, by=COUNTY)
    assert told(answer) == (404, "not_found")
    answer = await web.post(f"{here}/3/follow-up", {"state": "postponed"}, by=COUNTY)
    assert told(answer) == (422, "due_date_required")


async def test_bodies_and_meetings_are_those_of_ones_own_area(web: Web):
    body = await formed(web)
    meeting = await done(web, f"{GOVERNANCE}/meetings", minutes(body), by=COUNTY)
    for path in (f"bodies/{body}", f"meetings/{meeting['id']}"):
        assert told(await web.get(f"{GOVERNANCE}/{path}", by=NEIGHBOUR)) == (404, "not_found")
        assert (await shown(web, f"{GOVERNANCE}/{path}", PREFECTURE))["region"] == "532501"
    for path in ("bodies", "meetings", "resolutions"):
        assert await every(web, f"{GOVERNANCE}/{path}", NEIGHBOUR) == []
    answer = await web.post(f"{GOVERNANCE}/bodies", CONFERENCE, by=NEIGHBOUR)
    assert told(answer) == (403, "region_out_of_scope")
    answer = await web.post(f"{GOVERNANCE}/meetings", minutes(body), by=NEIGHBOUR)
    assert told(answer) == (404, "not_found")
    answer = await web.post(f"{GOVERNANCE}/bodies", CONFERENCE, by=WORKER)
    assert told(answer) == (403, "permission_denied")
    found = await every(web, f"{GOVERNANCE}/bodies?kind=joint_conference", COUNTY)
    assert [b["kind_zh"] for b in found] == ["联席会议"]
    assert await every(web, f"{GOVERNANCE}/bodies?kind=task_force", COUNTY) == []


async def test_a_dissolved_body_meets_no_more(web: Web):
    body = await formed(web)
    await done(web, f"{GOVERNANCE}/bodies/{body}/dissolve", {"on": "2022-03-01"}, by=COUNTY)
    answer = await web.post(f"{GOVERNANCE}/meetings", minutes(body), by=COUNTY)
    assert told(answer) == (409, "governance_body_dissolved")
    future = CONFERENCE | {"formed_on": "2099-01-01"}
    answer = await web.post(f"{GOVERNANCE}/bodies", future, by=COUNTY)
    assert told(answer) == (422, "date_in_future")
