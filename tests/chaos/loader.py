"""Station workers who never give up: every command is sent until it is answered.

The loader keeps its own ledger of what was asked and answered; the oracle believes nothing else.
"""

from __future__ import annotations

import itertools
import random
import threading
import time
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from tests.chaos.stack import TOWNSHIPS, Stack

GIVE_UP_SECONDS = 120
NUMBERS = itertools.count(1)


@dataclass
class Entry:
    """One service entry as the loader knows it: `commands` were all answered 2xx."""

    id: str
    region: str
    commands: int
    person_times: int
    households: int
    voided: bool = False


@dataclass
class Ledger:
    entries: list[Entry] = field(default_factory=list)
    retries: int = 0

    def expected(self, measure: str, region_prefix: str) -> int:
        return sum(
            getattr(entry, measure)
            for entry in self.entries
            if not entry.voided and entry.region.startswith(region_prefix)
        )


class Loader:
    """Records, corrects and voids; `run(n)` in the foreground or `start()` until `stop()`."""

    def __init__(
        self, stack: Stack, ledger: Ledger, seed: int = 1, addresses: tuple[str, ...] = ()
    ) -> None:
        self._stack = stack
        self._addresses = addresses or (stack.registry.address,)
        self._ledger = ledger
        self._random = random.Random(seed)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    def run(self, count: int) -> None:
        for _ in range(count):
            self._one_entry()

    def start(self) -> Loader:
        self._thread = threading.Thread(target=self._until_stopped, name="loader", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Raises what made the loader give up, if anything did."""
        self._stop.set()
        assert self._thread is not None
        self._thread.join(GIVE_UP_SECONDS + 10)
        assert not self._thread.is_alive(), "the loader hangs"
        if self._failure is not None:
            raise self._failure

    def _until_stopped(self) -> None:
        try:
            while not self._stop.is_set():
                self._one_entry()
        except BaseException as failure:
            self._failure = failure

    def _one_entry(self) -> None:
        region = self._random.choice(TOWNSHIPS)
        station = self.station(region)
        body = self._body(station)
        answer = self._send("service-entries", body)
        entry = Entry(answer["id"], region, 1, body["person_times"], body["households"])
        self._ledger.entries.append(entry)
        for _ in range(self._random.randint(0, 2)):
            body = self._body(station)
            self._send(f"service-entries/{entry.id}/correct", body)
            entry.commands += 1
            entry.person_times, entry.households = body["person_times"], body["households"]
        if self._random.random() < 0.2:
            self._send(f"service-entries/{entry.id}/void", {"reason": "duplicate"})
            entry.commands += 1
            entry.voided = True

    def _body(self, station: str) -> dict[str, object]:
        # Never the same twice: an unchanged correction makes no event.
        return {
            "station_id": station,
            "occurred_on": "2026-11-02",
            "domain": "elderly",
            "activity": "household_visit",
            "target_group": "left_behind_elderly",
            "person_times": next(NUMBERS),
            "households": self._random.randint(1, 9),
        }

    def station(self, region: str) -> str:
        body = {"name": f"{region}社会工作服务站", "kind": "subdistrict", "region": region}
        id_ = self._send("stations", body, key=f"station-{region}")["id"]
        day = {"on": "2026-01-05"}
        self._send(f"stations/{id_}/sign", day, key=f"sign-{region}")
        return str(id_)

    def _send(self, path: str, body: dict[str, object], key: str = "") -> dict[str, object]:
        """Again with the same key until it is answered: unknown is never taken for done."""
        key = key or str(uuid4())
        deadline = time.monotonic() + GIVE_UP_SECONDS
        pause = threading.Event()
        while time.monotonic() < deadline:
            answer = self._try(path, body, key)
            if answer is not None:
                assert answer.is_success, answer.text
                return dict(answer.json())
            self._ledger.retries += 1
            pause.wait(0.1)
        raise AssertionError(f"not answered within {GIVE_UP_SECONDS} s: {path}")

    def _try(self, path: str, body: dict[str, object], key: str) -> httpx.Response | None:
        headers = {"Idempotency-Key": key, "If-Match": "*"}
        url = f"http://{self._random.choice(self._addresses)}/api/registry/{path}"
        try:
            answer = self._stack.client.post(url, json=body, headers=headers)
        except httpx.HTTPError:
            return None
        return None if answer.status_code >= 500 else answer
