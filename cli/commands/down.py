"""`./wushe down`: asks the supervisor to stop and waits until it has."""

from __future__ import annotations

import argparse
import os
import signal

from cli.commands.directory import data_directory, data_option
from cli.processes import wait_gone
from cli.speech import Refusal, say
from cli.supervisor import state as states

PATIENCE = 60.0  # seconds: services 10, engines 20, and some


def options(parser: argparse.ArgumentParser) -> None:
    data_option(parser)


def run(args: argparse.Namespace) -> int:
    data = data_directory(args)
    state = states.read(data.state)
    if state is None or not state.supervised:
        return _nothing_runs(state)
    os.kill(state.pid, signal.SIGTERM)
    if not wait_gone(state.pid, state.started, PATIENCE):
        raise Refusal(
            f"{PATIENCE:g} 秒内未停止，请看 {data.logs}；强制：kill -9 {state.pid}",
            f"it did not stop within {PATIENCE:g} s; kill -9 {state.pid} as the last resort",
        )
    say("已停止，数据保留", "stopped, the data are kept")
    return 0


def _nothing_runs(state: states.State | None) -> int:
    ended = states.end_leftovers(state)
    names = "、".join(ended)
    if ended:
        say(f"已结束上次遗留的进程：{names}", f"ended what was left of the last run: {names}")
    else:
        say("没有在运行", "nothing was running")
    return 0
