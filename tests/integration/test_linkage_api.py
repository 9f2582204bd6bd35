"""The linkage rate over HTTP, on the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from cli.engines import Engine
from contracts.volunteers.need_life import NeedMet
from services.metrics import main
from services.metrics.counting import deltas_of
from services.metrics.ledger import Ledger
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

OFFICER = {"role": "county_officer", "region": "532501"}
LINKAGE = "/api/metrics/linkage"


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, service):
        ledger = service.provides[Ledger]
        assert isinstance(ledger, Ledger)
        for parties in (("volunteer",), ("community", "volunteer")):
            event = NeedMet(
                region="532501002",
                occurred_on=date(2022, 3, 1),
                domain="elderly",
                target_group="general",
                parties=parties,
                accepted=1,
            )
            ledger.cube.add(deltas_of(event))
        yield web


async def test_the_rate_of_a_county_stands_beside_its_parts(web: Web) -> None:
    shown = (await web.get(f"{LINKAGE}?period=2022", by=OFFICER)).json()
    assert (shown["whole"]["met"], shown["whole"]["linked"], shown["whole"]["percent"]) == (
        2, 1, 50.0,
    )  # fmt: skip
    percents = {part["region"]: part["percent"] for part in shown["parts"]}
    assert percents["532501002"] == 50.0
    assert percents["532501101"] is None
    three = (await web.get(f"{LINKAGE}?period=2022&least=3", by=OFFICER)).json()
    assert three["whole"]["percent"] == 0.0


async def test_the_rate_is_asked_for_within_ones_area_and_for_one_to_five_parties(
    web: Web,
) -> None:
    assert (await web.get(f"{LINKAGE}?region=532503", by=OFFICER)).status_code == 403
    for wrong in ("least=0", "least=6", "period=soon", "region=999999"):
        assert (await web.get(f"{LINKAGE}?{wrong}", by=OFFICER)).status_code == 422
