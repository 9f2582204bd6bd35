"""`./wushe rebuild metrics`: count everything again, say what differs, put it in place."""

from __future__ import annotations

import argparse
import asyncio
import json
from typing import Any

from cli.commands.directory import data_directory, data_option, running_state
from cli.commands.load import demonstration_token
from cli.loading.client import Client
from cli.speech import both, say

PATH = "/api/metrics/recounts"
SHOWN = 20
PAUSE = 0.5


def options(parser: argparse.ArgumentParser) -> None:
    data_option(parser)
    parser.add_argument("what", choices=("metrics",), help=both("重算什么", "what to rebuild"))
    parser.add_argument(
        "--compare", action="store_true", help=both("只核对，不替换", "compare, change nothing")
    )
    parser.add_argument(
        "--journals", action="store_true", help=both("只读各服务日志", "from the journals alone")
    )
    parser.add_argument("--token", help=both("令牌（默认用演示的省级身份）", "bearer token"))
    parser.add_argument("--json", action="store_true", help=both("机器可读", "for machines"))


def run(args: argparse.Namespace) -> int:
    """0 when done, 1 when something is missing or failed; with --compare also when it differs."""
    data = data_directory(args)
    state = running_state(data)
    asked = {"swap": not args.compare, "journals_only": args.journals}
    report = asyncio.run(_recount(state.url, args.token or demonstration_token(data), asked))
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        _print(report)
    return int(report["state"] != "done" or bool(args.compare and report["drift"]))


async def _recount(url: str, token: str, asked: dict[str, bool]) -> dict[str, Any]:
    async with Client(url, token) as client:
        report: dict[str, Any] = await client.post(PATH, asked, "rebuild")
        while report["state"] == "running":
            await asyncio.sleep(PAUSE)
            report = await client.get(f"{PATH}/latest")
        return report


def _print(report: dict[str, Any]) -> None:
    say(f"已重算事件 {report['events']} 条", f"{report['events']} events counted again")
    for one in report["missing"]:
        at = f"{one['stream']} {one['recounted']} < {one['served']}"
        say(f"缺少来源：{at}", "no source has these to the end; nothing was compared")
    if report["drift"] is not None:
        say(f"不一致 {report['drift']} 处", f"{report['drift']} differ")
    for one in report["differences"][:SHOWN]:
        place = f"{one['indicator']} {one['region']} {one['day']} {one['dimensions']}"
        print(f"  {place}: {one['served']} → {one['recounted']}")
    if report["generation"]:
        say("已替换", f"in place, generation {report['generation']}")
    if report["reason"]:
        say(f"未完成：{report['reason']}", f"failed: {report['reason']}")
