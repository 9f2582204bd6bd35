"""Paper stations and ladders over HTTP; what a kill leaves of the count of days."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.engines import Engine
from servicekit.app import Service
from servicekit.clock import SystemClock
from servicekit.database import Database
from servicekit.journal import Journal
from services.registry import main
from services.registry.activity import follower
from services.registry.activity.follower import Activity
from tests.eventually import eventually
from tests.integration.test_stations_api import (
    NEIGHBOUR,
    OFFICER,
    PREFECTURE,
    STATIONS,
    WORKER,
    done,
    planned,
    told,
)
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

PAPER, ENTRIES = "/api/registry/paper-stations", "/api/registry/service-entries"
TODAY = SystemClock().today()


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture
async def both(store: Engine, tmp_path: Path) -> AsyncIterator[tuple[Web, Service]]:
    async with serving(main.build, store, tmp_path) as both:
        yield both


@pytest.fixture
def web(both: tuple[Web, Service]) -> Web:
    return both[0]


def activity(both: tuple[Web, Service]) -> Activity:
    found = both[1].provides[Activity]
    assert isinstance(found, Activity)
    return found


async def signed(web: Web, days_ago: int = 200, **changes: Any) -> str:
    id_ = await planned(web, **changes)
    await done(web, f"{STATIONS}/{id_}/sign", {"on": ago(days_ago)}, by=PREFECTURE)
    return id_


async def serve(web: Web, station: str, days_ago: int) -> str:
    body = {
        "station_id": station, "occurred_on": ago(days_ago), "domain": "elderly",
        "activity": "publicity", "target_group": "general", "sessions": 1,
    }  # fmt: skip
    return str((await done(web, ENTRIES, body, by=PREFECTURE))["id"])


async def papers(web: Web, question: str = "", by: dict[str, str] = OFFICER) -> list[str]:
    answer = await web.get(f"{PAPER}?{question}", by=by)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


async def test_a_station_is_on_paper_until_it_serves_and_again_once_that_is_voided(
    both: tuple[Web, Service],
) -> None:
    web = both[0]
    station = await signed(web)
    assert await papers(web) == [station]
    entry = await serve(web, station, days_ago=10)
    await eventually(lambda: activity(both).folded == 1)
    assert await papers(web) == []
    assert await papers(web, "days=10") == [station]
    await done(web, f"{ENTRIES}/{entry}/void", {"reason": "not_happened"})
    await eventually(lambda: activity(both).folded == 2)
    assert await papers(web) == [station]


async def test_the_list_says_what_is_missing_and_names_the_idlest_first(
    both: tuple[Web, Service],
) -> None:
    web = both[0]
    never, long_ago, lately = [await signed(web, name=f"站{n}") for n in range(3)]
    await serve(web, long_ago, days_ago=120)
    await serve(web, lately, days_ago=2)
    await done(web, f"{STATIONS}/{long_ago}/staff", {"by_employment": {"full_time": 1}})
    await eventually(lambda: activity(both).folded == 2)
    rows = (await web.get(PAPER, by=OFFICER)).json()["items"]
    assert [row["id"] for row in rows] == [never, long_ago]
    assert rows[0]["missing"] == ["service", "staff", "certified_staff"]
    assert rows[1]["missing"] == ["certified_staff"]
    assert (rows[1]["last_service_on"], rows[1]["idle_days"]) == (ago(120), 120)
    assert "first_service" in rows[0]["missing_evidence"]
    assert "first_service" not in rows[1]["missing_evidence"]


async def test_the_list_is_paged_scoped_and_bounded(web: Web) -> None:
    mine = [await signed(web, name=f"站{n}", days_ago=300 - n) for n in range(3)]
    other = await signed(web, region="532503001")
    seen: list[str] = []
    after = ""
    for _ in range(3):
        page = (await web.get(f"{PAPER}?limit=1{after}", by=OFFICER)).json()
        seen += [row["id"] for row in page["items"]]
        after = f"&after={page['next']}"
    assert (seen, page["next"]) == (mine, None)
    assert await papers(web, by=NEIGHBOUR) == [other]
    assert await papers(web, "kind=room") == []
    assert await papers(web, "grace=400", by=PREFECTURE) == []
    for days in ("0", "1097", "-1", "x"):
        assert (await web.get(f"{PAPER}?days={days}", by=OFFICER)).status_code == 422
    assert told(await web.get(f"{PAPER}?region=532503", by=OFFICER))[0] == 403
    assert told(await web.get(PAPER, by=WORKER))[0] == 403


async def test_the_ladder_shows_what_the_register_shows_itself(
    both: tuple[Web, Service],
) -> None:
    web = both[0]
    station = await signed(web)
    await done(web, f"{STATIONS}/{station}/open")
    await serve(web, station, days_ago=3)
    await eventually(lambda: activity(both).folded == 1)
    ladder = (await web.get(f"{STATIONS}/{station}/ladder", by=WORKER)).json()
    operating = ladder["rungs"][2]
    assert operating["since"] == TODAY.isoformat()
    assert {r["evidence"]: (r["missing"], r["shown_by"]) for r in operating["requirements"]} == {
        "people_on_post": (True, None),
        "first_service": (False, "service"),
    }
    assert ladder["last_service_on"] == ago(3)
    assert (await web.get(f"{STATIONS}/{station}/ladder", by=NEIGHBOUR)).status_code == 404


async def test_coverage_is_told_by_area_and_rung(web: Web) -> None:
    await signed(web)
    answer = (await web.get("/api/registry/coverage", by=OFFICER)).json()
    whole, parts = answer["whole"], answer["parts"]
    assert (whole["covered"], whole["due"]) == (1, len(parts))
    assert whole["percent"] == round(100 / whole["due"], 2)
    assert [part["region"] for part in parts if part["covered"]] == ["532501002"]
    before = (await web.get(f"/api/registry/coverage?on={ago(201)}", by=OFFICER)).json()
    assert before["whole"]["covered"] == 0
    away = await web.get("/api/registry/coverage?region=532503", by=OFFICER)
    assert told(away) == (403, "region_out_of_scope")


async def test_a_kill_at_any_moment_counts_every_entry_once(
    both: tuple[Web, Service], store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Followers start again and again from whatever snapshot there is, with more after it."""
    web, service = both
    monkeypatch.setattr(follower, "SNAPSHOT_EVERY", 3)
    station = await signed(web)
    database = next(part for part in service.components if isinstance(part, Database))
    journal = service.provides[Journal]
    assert isinstance(journal, Journal)
    for n in range(1, 9):
        await serve(web, station, days_ago=n)
        await eventually(lambda n=n: activity(both).folded == n)
        killed = Activity(database, journal)
        await killed.start()  # and never stopped: what it had not kept is gone with it
        assert (killed.of(station).entries, killed.folded) == (n, n)
        assert killed._following is not None
        killed._following.cancel()
    kept = await database.collection("activity").find_one({})
    assert kept is not None
    assert 0 < kept["folded"] <= 8
