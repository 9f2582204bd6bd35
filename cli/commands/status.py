"""`./wushe status`: the processes of a run, engines included."""

from __future__ import annotations

import argparse
import json

from cli.commands.directory import data_directory, data_option
from cli.engines.probes import http_ready, kafka_ready, mongo_ready
from cli.processes import NotReady
from cli.speech import both, say
from cli.supervisor import state as states
from cli.supervisor.state import Entry, State


def options(parser: argparse.ArgumentParser) -> None:
    data_option(parser)
    parser.add_argument("--json", action="store_true", help=both("机器可读", "for machines"))


def run(args: argparse.Namespace) -> int:
    """0 when everything is ready, 3 otherwise (as `systemctl status` has it)."""
    state = states.read(data_directory(args).state)
    rows = [_row(entry, state) for entry in state.processes] if state else []
    if args.json:
        print(json.dumps({"processes": rows}, ensure_ascii=False))
    elif state is None or not state.supervised:
        say("没有在运行；启动：./wushe up", "not running; start it with ./wushe up")
    else:
        _print(state, rows)
    return 0 if rows and all(row["state"] == "ready" for row in rows) else 3


def _row(entry: Entry, state: State) -> dict[str, object]:
    pid = entry.pid if entry.alive else None
    return {"name": entry.name, "pid": pid, "port": entry.port, "state": current(entry, state)}


def current(entry: Entry, state: State) -> str:
    """The state now: what the supervisor wrote, corrected by a look at the process itself."""
    if state.boot != states.boot_id():
        return "stopped"
    if not entry.alive:
        return entry.state if state.supervised and entry.state == "failed" else _dead(state)
    return "ready" if entry.state != "starting" and answers(entry) else _unready(entry)


def _dead(state: State) -> str:
    return "restarting" if state.supervised else "stopped"


def _unready(entry: Entry) -> str:
    return "starting" if entry.state == "starting" else "unready"


def answers(entry: Entry) -> bool:
    probe = {"kafka": kafka_ready, "noida": kafka_ready, "store": mongo_ready}
    try:
        probe.get(entry.name, http_ready)(entry.port)
    except NotReady:
        return False
    return True


def _print(state: State, rows: list[dict[str, object]]) -> None:
    for row in rows:
        print(f"  {row['name']:<12} {row['pid'] or '-':>8}  {row['port']:>5}  {row['state']}")
    print(f"  {state.url}")
