"""`./wushe load FILE`: recognise it, send it through the API, wait until it is visible."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from cli.commands.directory import data_directory, data_option, running_state
from cli.loading.client import Client, Refused
from cli.loading.entries import load_entries, write_refused
from cli.loading.files import LoadedFile, read_file
from cli.loading.visible import until_visible
from cli.places import DataDirectory
from cli.speech import Refusal, both, say
from cli.supervisor.state import State

UPLOADS = {
    "stated_figures": "/api/registry/stated-figures",
    "stations": "/api/registry/stations/import",
    "service_entries": "/api/registry/service-entries/import",
    "staff": "/api/registry/staff/import",
    "funds": "/api/registry/funds/import",
}
ROLE = "province_admin"


def options(parser: argparse.ArgumentParser) -> None:
    data_option(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="XLSX, CSV, NDJSON")
    parser.add_argument("--token", help=both("令牌（默认用演示的省级身份）", "bearer token"))


def run(args: argparse.Namespace) -> int:
    """0 when every row is in, 1 when some were refused (they are written to a file beside)."""
    data = data_directory(args)
    state = running_state(data)
    file = read_file(args.file)
    token = args.token or demonstration_token(data)
    return asyncio.run(_load(args.file, file, state, token))


async def _load(path: Path, file: LoadedFile, state: State, token: str) -> int:
    async with Client(state.url, token) as client:
        if file.is_table:
            code = await _upload(client, file)
        else:
            code = await _entries(client, path, file)
    await until_visible(state)
    say("已可见", "visible")
    return code


async def _upload(client: Client, file: LoadedFile) -> int:
    try:
        answer = await client.upload(
            UPLOADS[file.kind], file.name, file.content, f"load-{file.digest[:32]}"
        )
    except Refused as refused:
        if refused.code == "file_already_imported":
            say(f"{file.name} 之前已载入", f"{file.name} had been loaded before")
            return 0
        raise Refusal("\n".join(refused.lines()), "\n".join(refused.lines())) from None
    say(f"{file.name} 已接收：{json.dumps(answer, ensure_ascii=False)[:200]}", "accepted")
    return 0


async def _entries(client: Client, path: Path, file: LoadedFile) -> int:
    outcome = await load_entries(client, file, _progress)
    say(f"服务记录 {outcome.sent} 条已接收", f"{outcome.sent} service entries accepted")
    if not outcome.refused:
        return 0
    for row, _, why in outcome.refused[:20]:
        say(f"第 {row} 行被拒：{why}", f"row {row} refused", sys.stderr)
    target, count = write_refused(path, outcome.refused), len(outcome.refused)
    say(
        f"{count} 行被拒，已另存为 {target}；改正后载入该文件即可",
        f"{count} rows refused and written to {target}: correct and load that file",
        sys.stderr,
    )
    return 1


def _progress(done: int, total: int) -> None:
    if done % 500 == 0 or done == total:
        say(f"  {done}/{total}", f"{done}/{total}", sys.stderr)


def demonstration_token(data: DataDirectory) -> str:
    """The ready-made province administrator's; Refusal when there is none."""
    try:
        people = json.loads(data.identities.read_text())
        return next(str(one["token"]) for one in people if one["role"] == ROLE)
    except (OSError, ValueError, StopIteration):
        raise Refusal(
            "没有演示身份，请给出 --token", "no ready-made identity: pass --token"
        ) from None
