"""Turns at a document: in order as long as they end, and nobody waits for one that hangs."""

from __future__ import annotations

import asyncio

import pytest

from servicekit import turns
from servicekit.turns import Turns


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.05)


async def test_many_go_one_after_the_other_however_long_the_last_has_waited() -> None:
    queue, inside, most = Turns(), 0, 0

    async def one() -> None:
        nonlocal inside, most
        async with queue.at("a"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    await asyncio.gather(*(one() for _ in range(30)))  # six times the patience in all
    assert most == 1


async def test_nobody_waits_for_a_turn_that_hangs() -> None:
    queue, release = Turns(), asyncio.Event()

    async def hang() -> None:
        async with queue.at("a"):
            await release.wait()

    hanging = asyncio.create_task(hang())
    await asyncio.sleep(0)
    async with asyncio.timeout(5), queue.at("a"):
        assert not hanging.done()
    release.set()
    await hanging


async def test_turns_at_other_documents_do_not_wait() -> None:
    queue = Turns()
    async with asyncio.timeout(5), queue.at("a"), queue.at("b"):
        pass
