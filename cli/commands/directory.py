"""The `--data` option every command of a run takes."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli.places import ROOT, DataDirectory
from cli.speech import Refusal, both
from cli.supervisor import state as states
from cli.supervisor.state import State


def data_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        default=ROOT / ".data",
        metavar="DIR",
        help=both("数据目录（默认 .data）", "data directory (default .data)"),
    )


def data_directory(args: argparse.Namespace) -> DataDirectory:
    return DataDirectory(args.data.expanduser().resolve())


def running_state(data: DataDirectory) -> State:
    """The state of the supervisor that runs there now; Refusal when none does."""
    state = states.read(data.state)
    if state is None or not state.supervised:
        raise Refusal(
            f"{data.path} 没有在运行；启动：./wushe up --data {data.path}",
            f"nothing runs on {data.path}; start it with ./wushe up",
        )
    return state
