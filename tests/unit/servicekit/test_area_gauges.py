"""The business gauges are few, bounded, and name nobody."""

import re
from datetime import UTC, datetime

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from contracts import area_gauges, regions
from servicekit import areas
from servicekit.area_gauges import AreaGauges, Sample, UndeclaredSample, families, info
from servicekit.clock import FixedClock
from servicekit.metrics import CATALOGUE, REGISTRY

AREAS = 1 + 16 + 129
BOUND = 4_000
UNITS = {"stations", "persons", "workers", "times", "seconds", "fen", "needs", "rounds"}
STATIONS, PAPER = "wushe_area_stations", "wushe_area_paper_stations"
GEJIU, DATUN = "532501", "532501002"


def test_there_are_as_many_areas_as_counties_prefectures_and_the_province() -> None:
    assert len(areas.levels()) == AREAS


def test_all_business_gauges_together_have_few_series() -> None:
    assert sum(gauge.series(AREAS) for gauge in area_gauges.all()) + AREAS + 2 <= BOUND


def test_no_label_could_hold_a_station_or_a_person() -> None:
    for name, labels in area_gauges.labels().items():
        assert set(labels) <= {
            "region", "level", "name", "parent", "service", "stage", "month", "state",
        }, name  # fmt: skip
    for gauge in area_gauges.all():
        assert bool(gauge.label) == bool(gauge.values), gauge.name


def test_names_follow_the_conventions_of_prometheus_and_end_in_their_unit() -> None:
    names = [gauge.name for gauge in area_gauges.all()]
    assert len({*names, *(entry.name for entry in CATALOGUE)}) == len(names) + len(CATALOGUE)
    for gauge in area_gauges.all():
        assert re.fullmatch(r"wushe_area_[a-z]+(_[a-z]+)*", gauge.name)
        assert gauge.name.rsplit("_", 1)[1] in UNITS, gauge.name
        assert gauge.help_zh
        assert gauge.help_en


@pytest.mark.parametrize(
    "sample",
    [
        Sample(STATIONS, DATUN, 1, "operating"),
        Sample(STATIONS, GEJIU, 1, "s-4711"),
        Sample(STATIONS, GEJIU, 1),
        Sample(PAPER, GEJIU, 1),
        Sample("wushe_area_invented_stations", GEJIU, 1),
    ],
    ids=["a township", "a member not listed", "no member", "another service's", "no such gauge"],
)
def test_what_is_not_declared_is_not_shown(sample: Sample) -> None:
    with pytest.raises(UndeclaredSample):
        families("metrics", [sample], 0)


def test_a_scrape_shows_the_last_measurement_and_its_time() -> None:
    shown = families("registry", [Sample(PAPER, GEJIU, 3)], 1_700_000_000)
    (paper, refreshed) = shown
    assert [(s.name, s.labels, s.value) for s in paper.samples] == [
        (PAPER, {"region": GEJIU, "level": "county"}, 3)
    ]
    assert refreshed.samples[0].value == 1_700_000_000


def test_every_area_has_its_name_once() -> None:
    names = info().samples
    assert len(names) == AREAS
    (gejiu,) = (s.labels for s in names if s.labels["region"] == GEJIU)
    assert gejiu == {"region": GEJIU, "level": "county", "name": "个旧市", "parent": "532500"}


async def test_a_measurement_that_fails_leaves_the_last_one_with_its_age() -> None:
    found = [[Sample(PAPER, GEJIU, 3)]]

    async def measure() -> list[Sample]:
        return found.pop()

    clock = FixedClock(datetime(2026, 11, 1, tzinfo=UTC))
    gauges = AreaGauges("registry", measure, clock, named=False)
    await gauges.refresh()
    with pytest.raises(IndexError):
        await gauges.refresh()
    registry = CollectorRegistry()
    registry.register(gauges)
    scraped = list(text_string_to_metric_families(generate_latest(registry).decode()))
    assert [s.value for family in scraped for s in family.samples] == [3, clock.now().timestamp()]


async def test_a_stopped_service_shows_no_gauges() -> None:
    async def measure() -> list[Sample]:
        return []

    clock = FixedClock(datetime(2026, 11, 1, tzinfo=UTC))
    gauges = AreaGauges("registry", measure, clock, named=False)
    await gauges.start()
    await gauges.stop()
    assert gauges not in REGISTRY._collector_to_names


def test_a_fact_counts_for_its_county_its_prefecture_and_the_province() -> None:
    here = areas.current()

    def counts_for(region: str) -> list[str]:
        number = here.number(region)
        assert number is not None
        return [here.codes[above] for above in here.above(number)]

    assert counts_for(DATUN) == [GEJIU, "532500", "530000"]
    assert counts_for("532501002003") == [GEJIU, "532500", "530000"]
    assert counts_for("532500") == ["532500", "530000"]
    assert counts_for("530000") == ["530000"]
    assert here.number("440000") is None


def test_a_renumbered_county_counts_under_its_code_of_today() -> None:
    here = areas.current()
    number = here.number("532331")
    assert number is None or here.codes[number] == regions.present("532331")
