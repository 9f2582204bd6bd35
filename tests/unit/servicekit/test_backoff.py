import asyncio
import time

from servicekit.backoff import Backoff


async def test_each_wait_is_longer_up_to_the_longest_and_reset_starts_over():
    backoff = Backoff(first=0.01, longest=0.04)
    waits = [await _seconds(backoff) for _ in range(5)]
    backoff.reset()
    again = await _seconds(backoff)

    assert waits[1] > waits[0]
    assert 0.032 <= waits[3] < 0.08
    assert 0.032 <= waits[4] < 0.08
    assert again < 0.03


async def test_a_wait_ends_when_what_it_is_told_to_watch_is_set():
    stop = asyncio.Event()
    stop.set()

    assert await _seconds(Backoff(first=30), stop) < 1


async def test_peers_do_not_march_in_step():
    waits = await asyncio.gather(*(_seconds(Backoff(first=0.1)) for _ in range(10)))

    assert max(waits) - min(waits) > 0.005


async def _seconds(backoff: Backoff, until: asyncio.Event | None = None) -> float:
    began = time.perf_counter()
    await backoff.wait(until)
    return time.perf_counter() - began
