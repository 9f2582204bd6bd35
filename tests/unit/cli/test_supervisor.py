"""Ordered start, restart with back-off, honest reports, clean stop: on small fake children."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from cli.processes import end, started_at
from cli.speech import Refusal
from cli.supervisor import state as states
from tests.eventually import eventually
from tests.unit.cli.children import alive, child, supervised


async def test_a_stage_starts_only_when_the_one_before_is_ready(tmp_path: Path) -> None:
    waiting = tmp_path / "not-yet"
    waiting.touch()
    first, second = child("first", f"unready={waiting}"), child("second")
    async with supervised(tmp_path, [first], [second]) as running:
        await eventually(lambda: running.pid("first"))
        await asyncio.sleep(0.5)
        assert running.pid("second") is None
        waiting.unlink()
        await running.is_ready()
        assert (running.state("first"), running.state("second")) == ("ready", "ready")


async def test_a_killed_child_is_started_again_on_its_port(tmp_path: Path) -> None:
    async with supervised(tmp_path, [child("one")]) as running:
        await running.is_ready()
        before = running.pid("one")
        assert before
        os.kill(before, signal.SIGKILL)
        await eventually(lambda: running.pid("one") not in (None, before))
        await running.becomes("one", "ready")
        assert "signal 9" in running.said[0]
        assert "0.5 s" in running.said[0]


async def test_what_follows_readiness_is_done_again_after_a_restart(tmp_path: Path) -> None:
    done: list[int] = []
    one = child("one", on_ready=lambda: done.append(1))
    async with supervised(tmp_path, [one]) as running:
        await running.is_ready()
        assert len(done) == 1
        os.kill(running.pid("one") or 0, signal.SIGKILL)
        await eventually(lambda: len(done) == 2)


async def test_a_child_that_keeps_dying_does_not_hold_up_the_others(tmp_path: Path) -> None:
    broken, well = child("broken", "exit=1"), child("well")
    async with supervised(tmp_path, [broken, well]) as running:
        await running.is_ready()
        assert running.state("well") == "ready"
        last = running.said[-1]
        assert "\n" not in last
        assert "something is missing" in last
        assert str(tmp_path / "logs" / "broken.log") in last


async def test_pauses_between_restarts_grow(tmp_path: Path) -> None:
    async with supervised(tmp_path, [child("broken", "exit=1")]) as running:
        await eventually(lambda: len(running.said) >= 3)
        pauses = ["0.5 秒", "1 秒", "2 秒"]
        assert [p in said for p, said in zip(pauses, running.said, strict=False)] == [True] * 3


async def test_a_child_with_wrong_settings_is_not_started_again(tmp_path: Path) -> None:
    wrong, well = child("wrong", "exit=78"), child("well")
    async with supervised(tmp_path, [wrong, well]) as running:
        await running.is_ready()
        assert running.state("wrong") == "failed"
        assert len(running.said) == 1
        assert "something is missing" in running.said[0]


async def test_an_engine_that_does_not_come_up_is_a_refusal_and_stops_the_rest(
    tmp_path: Path,
) -> None:
    engine = child("engine", "exit=1", kind="engine")
    other = child("other", kind="engine")
    async with supervised(tmp_path, [engine, other], [child("service")]) as running:
        pid = await eventually(lambda: running.pid("other"))
        with pytest.raises(Refusal, match="engine 未能启动：something is missing"):
            await asyncio.wait_for(running.task, 20)
        assert not alive(pid)


async def test_an_engine_whose_topics_are_wrong_is_refused_with_that_reason(
    tmp_path: Path,
) -> None:
    def mismatch() -> None:
        raise Refusal("topic_partitions_differ", "topic_partitions_differ")

    engine = child("engine", kind="engine", on_ready=mismatch)
    async with supervised(tmp_path, [engine]) as running:
        with pytest.raises(Refusal, match="topic_partitions_differ"):
            await asyncio.wait_for(running.task, 20)


async def test_stopping_ends_every_child_even_a_stubborn_one(tmp_path: Path) -> None:
    specs = [child("stubborn", "stubborn", grace=0.3), child("plain")]
    async with supervised(tmp_path, specs) as running:
        await running.is_ready()
        pids = [running.pid("stubborn"), running.pid("plain")]
        running.supervisor.ask_down()
        await asyncio.wait_for(running.task, 10)
        assert [alive(pid) for pid in pids] == [False, False]
        assert running.state("plain") == "stopped"


async def test_a_stop_during_the_start_leaves_nothing_behind(tmp_path: Path) -> None:
    never = tmp_path / "never"
    never.touch()
    async with supervised(tmp_path, [child("slow", f"unready={never}")]) as running:
        pid = await eventually(lambda: running.pid("slow"))
        running.supervisor.ask_down()
        await asyncio.wait_for(running.task, 10)
        assert not alive(pid)


async def test_a_child_that_is_late_is_reported_and_waited_for(tmp_path: Path) -> None:
    waiting = tmp_path / "not-yet"
    waiting.touch()
    late = child("late", f"unready={waiting}", ready_within=0.3)
    async with supervised(tmp_path, [late]) as running:
        await running.is_ready()
        assert running.state("late") == "unready"
        assert "0.3 秒内未就绪" in running.said[0]
        waiting.unlink()
        await running.becomes("late", "ready")


async def test_the_state_file_names_every_process(tmp_path: Path) -> None:
    async with supervised(tmp_path, [child("bus", kind="engine")], [child("one")]) as running:
        await running.is_ready()
        await eventually(lambda: getattr(states.read(tmp_path / "run/processes.json"), "ready", 0))
        state = states.read(tmp_path / "run/processes.json")
        assert state is not None
        assert state.supervised
        assert [(e.name, e.pid, e.kind, e.state) for e in state.processes] == [
            ("bus", running.pid("bus"), "engine", "ready"),
            ("one", running.pid("one"), "service", "ready"),
        ]


async def test_leftovers_of_a_killed_supervisor_are_ended_and_nobody_else(tmp_path: Path) -> None:
    spare = await asyncio.create_subprocess_exec("sleep", "60")
    left = await asyncio.create_subprocess_exec("sleep", "60")
    recycled = states.Entry("recycled", spare.pid, 1, "ready", "service", 12345)
    own = states.Entry("own", left.pid, 2, "ready", "service", started_at(left.pid))
    entries = (recycled, own)
    state = states.State(1, 1, states.boot_id(), True, "", "", "", entries)
    assert await asyncio.to_thread(states.end_leftovers, state) == ["own"]
    assert await asyncio.wait_for(left.wait(), 5) == -signal.SIGTERM
    assert spare.returncode is None
    assert end(spare.pid, started_at(spare.pid))
    await spare.wait()


async def test_what_another_boot_recorded_is_not_touched(tmp_path: Path) -> None:
    spare = await asyncio.create_subprocess_exec("sleep", "60")
    entry = states.Entry("one", spare.pid, 1, "ready", "service", started_at(spare.pid))
    state = states.State(1, 1, "another boot", True, "", "", "", (entry,))
    assert states.end_leftovers(state) == []
    spare.kill()
    await spare.wait()


def test_a_broken_state_file_is_no_state(tmp_path: Path) -> None:
    broken = tmp_path / "processes.json"
    for text in ("", "{", "[]", '{"pid": 1}', '{"processes": [{"x": 1}]}'):
        broken.write_text(text)
        assert states.read(broken) is None
