"""Changes of regions over HTTP on the real store, and who sees what afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from cli.engines import Engine
from contracts import regions
from contracts.regions.published import published
from contracts.registry.regions import RegionMoved
from servicekit.batches import Batch, Delivered
from servicekit.database import Database
from servicekit.region_changes import TOPIC, RegionChanges
from services.registry import main
from tests.integration.test_stations_api import NEIGHBOUR, OFFICER, signed, told
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

REGIONS = "/api/registry/regions"
PROVINCE = {"role": "province_admin", "region": "530000"}
ORDER = {"on": "2023-05-01", "document_number": "云政复〔2023〕7号"}


@pytest.fixture(autouse=True)
def _as_published() -> Iterator[None]:
    yield
    regions.follow(published())


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def test_a_moved_township_takes_its_station_to_the_new_county(web: Web) -> None:
    station = await signed(web)
    moved = await web.post(f"{REGIONS}/532501002/move", ORDER | {"to": "532503099"}, by=PROVINCE)
    assert moved.status_code == 200, moved.text
    assert (await web.get(station, by=NEIGHBOUR)).status_code == 200
    assert (await web.get(station, by=OFFICER)).status_code == 404
    listed = [
        (await web.get("/api/registry/stations", by=by)).json() for by in (NEIGHBOUR, OFFICER)
    ]
    assert [len(page["items"]) for page in listed] == [1, 0]
    history = (await web.get(f"{REGIONS}/532501002/history", by=OFFICER)).json()
    assert history["now"]["code"] == "532503099"
    assert history["changes"][0]["document_number"] == ORDER["document_number"]
    then = await web.get(f"{REGIONS}/532501002?on=2023-04-30", by=OFFICER)
    assert [r["code"] for r in then.json()["ancestors"]] == ["532501", "532500", "530000"]
    assert told(await web.get(f"{REGIONS}/532501002", by=OFFICER)) == (422, "region_retired")
    assert told(await web.get(f"{REGIONS}/532501002?on=2023-05-01", by=OFFICER)) == (
        422,
        "region_not_then",
    )


async def test_lists_and_counts_are_given_by_the_borders_of_then_or_of_now(web: Web) -> None:
    await signed(web)
    before = (await web.get("/api/registry/coverage?region=532501", by=PROVINCE)).json()
    await web.post(f"{REGIONS}/532501002/move", ORDER | {"to": "532503099"}, by=PROVINCE)
    then, now = "boundaries=then&on=2023-04-30", "boundaries=now&on=2023-04-30"

    async def stations(county: str, borders: str) -> int:
        path = f"/api/registry/stations?region={county}&{borders}"
        return len((await web.get(path, by=PROVINCE)).json()["items"])

    assert [await stations(c, then) for c in ("532501", "532503")] == [1, 0]
    assert [await stations(c, now) for c in ("532501", "532503")] == [0, 1]

    async def due(county: str, borders: str) -> int:
        path = f"/api/registry/coverage?region={county}&{borders}"
        return int((await web.get(path, by=PROVINCE)).json()["whole"]["due"])

    assert await due("532501", then) == before["whole"]["due"]
    assert await due("532501", now) == before["whole"]["due"] - 1

    async def owed(borders: str) -> int:
        path = "/api/registry/monthly-forms/completeness?month=2023-04&region=532501"
        return int((await web.get(f"{path}&{borders}", by=PROVINCE)).json()["rows"][0]["expected"])

    assert [await owed(then), await owed(now)] == [1, 0]
    gone = await web.get(f"/api/registry/stations?region=532503099&{then}", by=PROVINCE)
    assert told(gone) == (422, "region_not_then")


async def test_a_village_is_opened_once_and_listed_below_its_township(web: Web) -> None:
    body = ORDER | {"code": "532501002001", "name": "新村", "parent": "532501002"}
    key = uuid4().hex
    answers = [await web.post(REGIONS, body, by=PROVINCE, key=key) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    below = await web.get(f"{REGIONS}?parent=532501002&level=village", by=OFFICER)
    assert [r["name"] for r in below.json()["items"]] == ["新村"]
    before = await web.get(f"{REGIONS}?parent=532501002&on=2023-04-30", by=OFFICER)
    assert before.json()["items"] == []
    assert told(await web.post(REGIONS, body, by=PROVINCE)) == (422, "region_code_taken")


async def test_only_the_province_changes_regions_and_only_what_is_in_force(web: Web) -> None:
    renamed = ORDER | {"name": "新屯街道"}
    path = f"{REGIONS}/532501002/rename"
    assert (await web.post(path, renamed, by=OFFICER)).status_code == 403
    early = renamed | {"on": "2999-01-01"}
    assert told(await web.post(path, early, by=PROVINCE)) == (422, "region_change_not_in_force")
    odd = await web.post(f"{REGIONS}/abcabcabcabc/close", ORDER, by=PROVINCE)
    assert told(odd) == (422, "region_unknown")
    assert (await web.post(path, renamed, by=PROVINCE)).status_code == 200
    assert (await web.get(f"{REGIONS}/532501002", by=OFFICER)).json()["name"] == "新屯街道"


async def test_the_list_is_paged_in_code_order(web: Web) -> None:
    first = (await web.get(f"{REGIONS}?level=county&limit=100", by=OFFICER)).json()
    rest = await web.get(f"{REGIONS}?level=county&limit=100&after={first['next']}", by=OFFICER)
    codes = [r["code"] for page in (first, rest.json()) for r in page["items"]]
    assert len(codes) == 129
    assert codes == sorted(codes)


async def test_another_service_follows_a_change_and_still_knows_it_after_a_restart(
    store: Engine,
) -> None:
    database = Database(store.uri, f"test-{uuid4().hex[:12]}")
    await database.start()
    said = RegionMoved(
        region="532501002",
        occurred_on=date(2023, 5, 1),
        change_id="c-1",
        document_number="云政复〔2023〕7号",
        successions=(regions.Succession(before="532501002", after="532503099", name="大屯街道"),),
    )
    for again in range(2):
        follower = RegionChanges(database)
        await follower.start()
        assert (regions.get("532503099") is not None) == bool(again)
        if not again:
            batch = Batch(TOPIC, 0, 0, 1, folded=[follower.fold(Delivered(1, {}, said))])
            await follower.store(batch)
            assert regions.retired("532501002") == "532503099"
        await follower.stop()
    assert await RegionChanges(database).position(TOPIC, 0) == 1
    await database.stop()
