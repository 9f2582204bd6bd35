"""A supervisor that is killed, a bus that is replaced, a file that is loaded: on ./wushe itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.places import DataDirectory
from cli.ports import free_port
from cli.supervisor import state as states
from cli.supervisor.state import State
from tests.e2e.conftest import Caller, Suite, wushe
from tests.eventually import wait_until

pytestmark = [pytest.mark.engines, pytest.mark.crash]

HEADER = "station_id,occurred_on,domain,activity,target_group,persons,person_times"
STATION = {"name": "大屯街道社会工作服务站", "kind": "subdistrict", "region": "532501002"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """A suite without the demonstration on the Java-free bus, in a path with a space."""
    running = Suite(tmp_path_factory.mktemp("small suite") / "data", free_port())
    up(running)
    try:
        yield running
    finally:
        wushe("down", "--data", str(running.data))


def up(suite: Suite) -> None:
    port = suite.base.rpartition(":")[2]
    asked = ("--data", str(suite.data), "--port", port, "--no-demo", "--engine", "noida")
    wushe("up", "--detach", *asked)


def state(suite: Suite) -> State:
    found = states.read(DataDirectory(suite.data).state)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def county(small: Suite) -> Caller:
    return small.client("county_officer", "532501")


@pytest.fixture(scope="module")
def station(county: Caller) -> str:
    planned = county.done("registry/stations", STATION)
    county.done(f"registry/stations/{planned['id']}/sign", {"on": "2022-06-30"})
    return str(planned["id"])


def log(station: str, directory: Path, rows: int) -> Path:
    path = directory / "log.csv"
    lines = [f"{station},2026-05-0{1 + n % 9},elderly,casework,general,,1" for n in range(rows)]
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    return path


def person_times(county: Caller) -> int:
    return county.figure("service_person_times", "532501", "2026-05")


def test_a_loaded_file_is_visible_when_the_command_returns_and_counts_once(
    small: Suite, county: Caller, station: str, tmp_path: Path
) -> None:
    file = str(log(station, tmp_path, 60))
    wushe("load", file, "--data", str(small.data))
    assert person_times(county) == 60
    wushe("load", file, "--data", str(small.data))
    assert person_times(county) == 60


def test_the_java_free_bus_killed_loses_nothing_that_was_answered(
    small: Suite, county: Caller, station: str
) -> None:
    before = person_times(county)
    bus = state(small).entry("noida")
    assert bus is not None
    os.kill(bus.pid or 0, signal.SIGKILL)
    entry = dict(zip(HEADER.split(","), (station, "2026-05-01"), strict=False))
    rest = {"domain": "elderly", "activity": "casework", "target_group": "general"}
    county.done("registry/service-entries", {**entry, **rest, "person_times": 5})
    wait_until(
        lambda: person_times(county) == before + 5, within=60, last=lambda: person_times(county)
    )


def test_after_the_supervisor_is_killed_up_goes_on_and_nothing_is_left_over(
    small: Suite, county: Caller, station: str
) -> None:
    before, counted = state(small), person_times(county)
    os.kill(before.pid, signal.SIGKILL)
    wait_until(lambda: not before.supervised, within=10)
    up(small)
    after = state(small)
    assert after.pid != before.pid
    assert not [entry.name for entry in before.processes if entry.alive]
    ports = {entry.name: entry.port for entry in before.processes}
    assert {entry.name: entry.port for entry in after.processes} == ports
    assert small.client("county_officer", "532501").figure("stations", "532501") == 1
    assert person_times(county) == counted
