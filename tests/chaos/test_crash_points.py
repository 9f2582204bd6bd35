"""kill -9 at each named step: nothing answered 2xx is lost, nothing is counted twice (P2)."""

from __future__ import annotations

import pytest

from cli.engines import Engine
from tests.chaos import oracle
from tests.chaos.loader import Ledger, Loader
from tests.chaos.stack import Stack
from tests.eventually import wait_until

pytestmark = [pytest.mark.crash, pytest.mark.engines]

REGISTRY = ("before_write", "after_write", "relay_read", "journalled", "half_cleared", "sent")
METRICS = ("received", "effect_stored")


@pytest.mark.parametrize("point", REGISTRY)
def test_the_registry_killed_at_a_step(stack: Stack, ledger: Ledger, point: str) -> None:
    """C1–C5. The loader resends what was not answered; the relay heals what was left."""
    stack.registry.stop()
    doomed = stack.process("registry", crash_at=f"{point}:3").start()
    loader = Loader(stack, ledger, seed=hash(point)).start()
    _dies(doomed)
    stack.registry.start()
    loader.stop()
    oracle.check(stack, ledger)


@pytest.mark.parametrize("point", METRICS)
def test_metrics_killed_at_a_step(stack: Stack, ledger: Ledger, point: str) -> None:
    """C6, C7. The position is in the same write as the effect, so a repeat counts nothing."""
    stack.metrics.stop()
    doomed = stack.process("metrics", crash_at=f"{point}:4").start()
    loader = Loader(stack, ledger, seed=hash(point)).start()
    _dies(doomed)
    stack.metrics.start()
    loader.stop()
    oracle.check(stack, ledger)


def test_killed_during_a_graceful_stop(stack: Stack, ledger: Ledger) -> None:
    """C8."""
    stack.registry.stop()
    doomed = stack.process("registry", crash_at="stopping").start()
    loader = Loader(stack, ledger, seed=8).start()
    wait_until(lambda: len(ledger.entries) > 3, within=30)
    doomed.stop()
    stack.registry.start()
    loader.stop()
    oracle.check(stack, ledger)


@pytest.mark.parametrize("name", ["registry", "metrics"])
def test_a_service_killed_at_any_moment(stack: Stack, ledger: Ledger, name: str) -> None:
    loader = Loader(stack, ledger, seed=9).start()
    for _ in range(3):
        before = len(ledger.entries)
        process = stack.registry if name == "registry" else stack.metrics
        process.kill()
        process.start()
        wait_until(lambda at=before: len(ledger.entries) > at + 5, within=60)  # type: ignore[misc]
    loader.stop()
    oracle.check(stack, ledger)


def _dies(doomed: Engine) -> None:
    wait_until(lambda: not doomed.alive, within=60, last=lambda: "the crash point never fired")
    assert doomed._process is not None
    assert doomed._process.returncode == -9, "it must die by SIGKILL, at the point"
