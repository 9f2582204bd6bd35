"""A scrape shows each area's gauges, of the service that has them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from cli.engines import Engine
from contracts import area_gauges
from servicekit import area_gauges as shown
from servicekit.clock import SystemClock
from services.metrics import main as metrics_main
from services.metrics.counting import Cell
from services.metrics.ledger import Ledger
from services.registry import main as registry_main
from tests.eventually import eventually
from tests.integration.test_activity import signed
from tests.integration.test_rounds_api import CLERK, ROUNDS, done
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

GEJIU = "532501"


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "EVERY_SECONDS", 0.05)


async def scraped(web: Web, prefix: str, region: str = GEJIU) -> dict[tuple[str, ...], float]:
    text = (await web.anonymous("/metrics")).text
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name.startswith(prefix) and sample.labels.get("region") == region:
                own = (sample.labels[k] for k in sample.labels if k not in ("level", "region"))
                found[(sample.name, *own)] = sample.value
    return found


async def test_the_metrics_service_shows_figures_services_and_rounds(
    store: Engine, tmp_path: Path
) -> None:
    async with serving(metrics_main.build, store, tmp_path) as (web, service):
        ledger = service.provides[Ledger]
        assert isinstance(ledger, Ledger)
        day = SystemClock().today() - timedelta(days=40)
        ledger.cube.add([(Cell("service_person_times", "532501002", day, "domain=elderly"), 40)])
        await done(web, ROUNDS, CLERK, {"region": GEJIU, "period": "2022-06"})

        async def told() -> dict[tuple[str, ...], float] | None:
            seen = await scraped(web, "wushe_area_")
            return seen if seen.get(("wushe_area_report_rounds", "open")) else None

        found = await eventually(told)
        assert found
        assert found["wushe_area_report_rounds", "open"] == 1
        assert found["wushe_area_overdue_report_rounds",] == 1
        assert found["wushe_area_info", "个旧市", "532500"] == 1
        last = found["wushe_area_last_service_timestamp_seconds",]
        assert (SystemClock().now().timestamp() - last) // 86_400 == 40
        names = {name for name, *_ in found}
        assert names == {g.name for g in area_gauges.of("metrics")} | {area_gauges.INFO}


async def test_the_registry_shows_how_many_paper_stations_an_area_has(
    store: Engine, tmp_path: Path
) -> None:
    async with serving(registry_main.build, store, tmp_path) as (web, _):
        await signed(web, days_ago=200)

        async def told() -> bool:
            return await scraped(web, "wushe_area_") == {("wushe_area_paper_stations",): 1}

        await eventually(told)
