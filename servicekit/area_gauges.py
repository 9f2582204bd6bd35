"""Business gauges on /metrics: measured at a bounded interval, never for an event or a scrape.

A service measures what `contracts/area_gauges.csv` says it exports; a scrape shows the last
measurement. Every replica shows the same, so queries take the maximum by area.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

import structlog
from prometheus_client.core import GaugeMetricFamily

from contracts import area_gauges, regions
from servicekit import areas
from servicekit.clock import Clock
from servicekit.metrics import REGISTRY

log = structlog.get_logger(__name__)

EVERY_SECONDS = 60.0


class Sample(NamedTuple):
    """`value` of one gauge for an area; `member` of the gauge's own label, '' for none."""

    gauge: str
    region: str
    value: float
    member: str = ""


Measure = Callable[[], Awaitable[Iterable[Sample]]]


class UndeclaredSample(ValueError):
    """A gauge, area or member that is not in the list: it would have no bound."""


def families(service: str, samples: Iterable[Sample], now: float) -> list[GaugeMetricFamily]:
    """What /metrics shows of these samples. Raises UndeclaredSample. `now`: Unix time."""
    known, levels = {gauge.name: gauge for gauge in area_gauges.of(service)}, areas.levels()
    made = {
        gauge.name: GaugeMetricFamily(gauge.name, _help(gauge.name), labels=gauge.labels)
        for gauge in known.values()
    }
    for sample in samples:
        gauge = known.get(sample.gauge)
        if gauge is None or sample.region not in levels:
            raise UndeclaredSample(sample.gauge)
        if sample.member not in (gauge.values or ("",)):
            raise UndeclaredSample(f"{sample.gauge} {gauge.label}")
        own = [sample.member] if gauge.label else []
        made[gauge.name].add_metric([sample.region, levels[sample.region], *own], sample.value)
    refreshed = GaugeMetricFamily(
        area_gauges.REFRESHED, "When the area gauges were measured, Unix time", labels=["service"]
    )
    refreshed.add_metric([service], now)
    return [*made.values(), refreshed]


def info() -> GaugeMetricFamily:
    """The areas' names: one series each."""
    names = GaugeMetricFamily(
        area_gauges.INFO, "名称 / Names of areas", labels=area_gauges.labels()[area_gauges.INFO]
    )
    for code, level in areas.levels().items():
        found = regions.require(code)
        names.add_metric([code, level, found.name, found.parent], 1)
    return names


def _help(name: str) -> str:
    gauge = next(gauge for gauge in area_gauges.all() if gauge.name == name)
    return f"{gauge.help_zh} / {gauge.help_en}"


class AreaGauges:
    """A component; it starts behind what it measures. A measurement that fails leaves the last one
    standing, whose time then shows its age."""

    def __init__(self, service: str, measure: Measure, clock: Clock, *, named: bool) -> None:
        """`named`: also shows the areas' names, which one service does for all."""
        self._service = service
        self._measure = measure
        self._clock = clock
        self._named = named
        self._shown: list[GaugeMetricFamily] = []
        self._measuring: asyncio.Task[None] | None = None

    async def start(self) -> None:
        REGISTRY.register(self)
        self._measuring = asyncio.create_task(self._keep_measuring(), name="area-gauges")

    async def stop(self) -> None:
        if self._measuring is not None:
            self._measuring.cancel()
            await asyncio.gather(self._measuring, return_exceptions=True)
            REGISTRY.unregister(self)

    def collect(self) -> list[GaugeMetricFamily]:
        return self._shown

    async def refresh(self) -> None:
        samples = await self._measure()
        shown = families(self._service, samples, self._clock.now().timestamp())
        self._shown = [*shown, info()] if self._named else shown

    async def _keep_measuring(self) -> None:
        while True:
            try:
                await self.refresh()
            except Exception as error:  # of whatever is measured: a gauge must not end a service
                log.warning("area_gauges_stale", reason=type(error).__name__, exc_info=error)
            await asyncio.sleep(EVERY_SECONDS)
