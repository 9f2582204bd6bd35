"""kill -9 in the middle of an import; the file sent again: every row once (P2)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from servicekit.sheets import read
from services.registry.service_log.imports import entry_id
from tests.chaos.loader import Ledger, Loader
from tests.chaos.stack import COUNTY, TOWNSHIPS, Stack
from tests.eventually import wait_until

pytestmark = [pytest.mark.crash, pytest.mark.engines]

ROWS, KILLED_AFTER = 6_000, 1_500
HEADER = "station_id,occurred_on,domain,activity,target_group,person_times"


def file(station: str) -> bytes:
    lines = [f"{station},2026-11-02,elderly,casework,general,{n}" for n in range(1, ROWS + 1)]
    return "\n".join([HEADER, *lines]).encode()


def send(stack: Stack, content: bytes) -> dict[str, int]:
    answer = stack.client.post(
        f"http://{stack.registry.address}/api/registry/service-entries/import",
        files={"file": ("log.csv", content)},
        headers={"Idempotency-Key": "the-same-file"},
        timeout=120,
    )
    assert answer.is_success, answer.text
    return dict(answer.json())


def test_an_import_killed_half_way_and_sent_again_has_every_row_once(
    stack: Stack, ledger: Ledger
) -> None:
    content = file(Loader(stack, ledger).station(TOWNSHIPS[0]))
    there = entry_id(read(content).digest, KILLED_AFTER)
    entries = stack.database("registry")["service_entries"]
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(send, stack, content)
        wait_until(lambda: entries.find_one({"_id": there}) is not None, within=60)
        stack.registry.kill()
        with pytest.raises(httpx.HTTPError):
            sending.result()
    stack.registry.start()
    healed = send(stack, content)
    assert healed["created"] + healed["already_there"] == ROWS
    assert KILLED_AFTER < healed["already_there"] < ROWS, "it was to be killed half way"
    assert send(stack, content)["created"] == 0
    total = ROWS * (ROWS + 1) // 2
    wait_until(
        lambda: stack.figure("service_person_times", COUNTY) == total,
        within=120,
        last=lambda: stack.figure("service_person_times", COUNTY),
    )
    journal = stack.database("registry")["journal"].find({"type": "registry.service.recorded.v1"})
    said = Counter(entry["subject"] for entry in journal)
    assert len(said) == ROWS
    assert set(said.values()) == {1}
