"""The running suite: processes, readiness, what waits between them."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

from cli.commands.status import answers, current
from cli.exposition import sums
from cli.health.finding import Finding, bad, good, note
from cli.places import DataDirectory
from cli.ports import HOST
from cli.supervisor import state as states
from cli.supervisor.state import Entry, State

OFTEN = 3  # restarts
PARKED = "wushe_consumer_parked_total"
BACKLOG = {
    "wushe_outbox_pending_events": ("待发送事件", "events not sent yet"),
    "wushe_consumer_lag_records": ("待汇总记录", "records not applied yet"),
    PARKED: ("搁置的记录", "records set aside"),
}
TOO_MANY = 1000


def suite_findings(data: DataDirectory) -> Iterator[Finding]:
    state = states.read(data.state)
    if state is None:
        yield note(f"{data.path} 尚未启动过：./wushe up", f"{data.path} was never started")
    elif not state.supervised:
        yield from _stopped(state, data)
    else:
        for entry in state.processes:
            yield _process(entry, state, data)
        for entry in state.processes:
            if entry.kind == "service" and entry.alive:
                yield from _backlog(entry)


def _stopped(state: State, data: DataDirectory) -> Iterator[Finding]:
    left = [entry.name for entry in state.processes if entry.alive]
    if left and state.boot == states.boot_id():
        names = "、".join(left)
        yield bad(
            (f"上次被强制结束，遗留进程：{names}", f"left over from a killed run: {names}"),
            (f"./wushe down --data {data.path}", f"./wushe down --data {data.path}"),
        )
    else:
        yield note("没有在运行：./wushe up", "not running: ./wushe up")


def _process(entry: Entry, state: State, data: DataDirectory) -> Finding:
    name, now = entry.name, current(entry, state)
    if now == "ready":
        if entry.restarts < OFTEN:
            return good(f"{name} 就绪（端口 {entry.port}）", f"{name} ready on {entry.port}")
        return note(f"{name} 就绪，曾重启 {entry.restarts} 次", f"{name} ready, often restarted")
    why = _why(entry) if entry.alive and entry.kind == "service" else ""
    return bad(
        (f"{name} {now}（重启 {entry.restarts} 次）{why}", f"{name} is {now}"),
        (f"看日志 {data.log(name)}", f"see {data.log(name)}"),
    )


def _why(entry: Entry) -> str:
    """What /readyz itself says is missing."""
    try:
        said = json.loads(_get(entry.port, "/readyz"))
        return "：" + "；".join(one["detail"] for one in said.get("failing", []))
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return "" if answers(entry) else "：/readyz 没有应答"


def _backlog(entry: Entry) -> Iterator[Finding]:
    try:
        found = sums(_get(entry.port, "/metrics"), BACKLOG)
    except (OSError, http.client.HTTPException, ValueError):
        return
    for series, (zh, en) in BACKLOG.items():
        count = int(found.get(series, 0))
        if count > (0 if series == PARKED else TOO_MANY):
            yield bad(
                (f"{entry.name}：{zh} {count}", f"{entry.name}: {count} {en}"),
                (f"看 {entry.name} 的日志与 /metrics", f"see the log and /metrics of {entry.name}"),
            )


def _get(port: int, path: str) -> str:
    connection = http.client.HTTPConnection(HOST, port, timeout=3)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()
