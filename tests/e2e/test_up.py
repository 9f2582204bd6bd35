"""`./wushe up` as an operator meets it: states, refusals, kills, a restart that goes on."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import threading
from uuid import uuid4

import httpx
import pytest

from cli.places import ROOT
from cli.ports import free_port
from tests.e2e.conftest import Caller, Suite, wushe
from tests.eventually import wait_until

pytestmark = [pytest.mark.engines, pytest.mark.crash]

NAMES = {"kafka", "store", "registry", "volunteers", "charity", "metrics", "portal"}


def processes(suite: Suite) -> dict[str, dict[str, object]]:
    shown = json.loads(wushe("status", "--json", "--data", str(suite.data)).stdout)
    return {process["name"]: process for process in shown["processes"]}


def refused(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "wushe"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    return done


def test_status_names_every_process_engines_included(suite: Suite) -> None:
    found = processes(suite)
    assert set(found) >= NAMES - {"kafka"}
    assert {process["state"] for process in found.values()} == {"ready"}


def test_a_data_directory_in_use_is_refused_with_the_cure(suite: Suite) -> None:
    done = refused("up", "--data", str(suite.data), "--port", str(free_port()))
    assert "./wushe down" in done.stdout + done.stderr


def test_a_taken_port_is_refused_with_its_holder(suite: Suite, tmp_path: object) -> None:
    taken = suite.base.rpartition(":")[2]
    done = refused("up", "--data", f"{tmp_path}/data", "--port", taken, "--no-demo")
    assert taken in done.stdout + done.stderr


class Recorder:
    """Records one household visit after another; sends each until it is answered."""

    def __init__(self, caller: Caller, station: dict[str, object]) -> None:
        self._caller = caller
        self._station = station
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.answered = 0

    def start(self) -> Recorder:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(90)
        assert not self._thread.is_alive(), "the recorder hangs"

    def _run(self) -> None:
        while not self._stop.is_set():
            key, answer = str(uuid4()), None
            while answer is None or answer.status_code >= 500:
                answer = self._try(key)
            assert answer.status_code == 201, answer.text
            self.answered += 1

    def _try(self, key: str) -> httpx.Response | None:
        body = {
            "station_id": self._station["id"],
            "occurred_on": "2026-07-07",
            "domain": "elderly",
            "activity": "household_visit",
            "target_group": "general",
            "households": 1,
        }
        try:
            return self._caller.command("registry/service-entries", body, key=key)
        except httpx.HTTPError:
            self._stop.wait(0.1)
            return None


def test_killing_any_process_while_people_work_loses_and_doubles_nothing(
    suite: Suite, county: Caller, station: dict[str, object]
) -> None:
    before = county.figure("household_visits", "532501", "2026-07")
    recorder = Recorder(county, station).start()
    victims = sorted(name for name in processes(suite) if name not in ("volunteers", "charity"))
    random.Random(7).shuffle(victims)
    for name in victims:
        pid = int(str(processes(suite)[name]["pid"]))
        at = recorder.answered
        os.kill(pid, signal.SIGKILL)
        wait_until(
            lambda name=name, pid=pid: (  # type: ignore[misc]
                processes(suite)[name]["state"] == "ready" and processes(suite)[name]["pid"] != pid
            ),
            within=90,
            every=0.5,
            last=lambda: processes(suite),
        )
        wait_until(lambda at=at: recorder.answered > at + 5, within=60)  # type: ignore[misc]
    recorder.stop()
    wait_until(
        lambda: (
            county.figure("household_visits", "532501", "2026-07") == before + recorder.answered
        ),
        within=60,
        last=lambda: (county.figure("household_visits", "532501", "2026-07"), recorder.answered),
    )


def test_down_and_up_again_goes_on_where_it_stopped(suite: Suite, county: Caller) -> None:
    port = suite.base.rpartition(":")[2]
    households = county.figure("household_visits", "532501")
    stations = county.figure("stations", "532501")
    wushe("down", "--data", str(suite.data))
    with pytest.raises(httpx.HTTPError):
        county.get("metrics/indicators")
    wushe("up", "--detach", "--data", str(suite.data), "--port", port)
    again = suite.client("county_officer", "532501")
    assert again.figure("household_visits", "532501") == households
    assert again.figure("stations", "532501") == stations
