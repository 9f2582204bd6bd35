"""`./wushe up`: everything from an empty directory to a page with Yunnan on it."""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time

from cli.commands.detach import detach
from cli.commands.directory import data_directory, data_option
from cli.engines import BUSES
from cli.places import ROOT, DataDirectory
from cli.ports import HOST, holder, is_free
from cli.speech import Refusal, both, say
from cli.supervisor import Supervisor
from cli.supervisor import state as states
from cli.supervisor.directory import DirectoryLock, check_disk
from cli.supervisor.engines import plan_engines
from cli.supervisor.services import plan_services


def options(parser: argparse.ArgumentParser) -> None:
    data_option(parser)
    parser.add_argument(
        "--port", type=_port, default=8080, help=both("网页端口", "port of the page")
    )
    parser.add_argument("--engine", choices=BUSES, help=both("内置总线", "embedded bus"))
    parser.add_argument("--kafka", metavar="HOST:PORT", help=both("用这个 Kafka", "use this Kafka"))
    parser.add_argument("--mongo", metavar="URI", help=both("用这个 MongoDB", "use this MongoDB"))
    parser.add_argument(
        "--no-demo", action="store_true", help=both("不载入演示数据", "no demo data")
    )
    parser.add_argument(
        "--detach", action="store_true", help=both("就绪后返回", "return when it is ready")
    )


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(both("端口应为 1–65535", "a port is 1–65535"))
    return int(text)


def run(args: argparse.Namespace) -> int:
    data = data_directory(args)
    if args.detach:
        return detach(data, _without_detach(args, data))
    _make(data)
    with DirectoryLock(data):
        _tidy(data)
        _check_port(args.port)
        return asyncio.run(_supervise(args, data))


def _make(data: DataDirectory) -> None:
    try:
        data.make()
        check_disk(data.path)
    except OSError as error:
        raise Refusal(
            f"数据目录 {data.path} 不可写（{error.strerror}）；换一个 --data",
            f"cannot write to {data.path}; choose another --data",
        ) from None


def _tidy(data: DataDirectory) -> None:
    """A killed supervisor's children are ended before their ports and data are taken again."""
    ended = states.end_leftovers(states.read(data.state))
    if ended:
        names = "、".join(ended)
        say(f"已结束上次遗留的进程：{names}", f"ended what was left of the last run: {names}")


def _check_port(port: int) -> None:
    if is_free(port):
        return
    by = holder(port)
    who = f"进程 {by.pid}（{by.name}）" if by else "其他进程"
    en = f"pid {by.pid} ({by.name})" if by else "another process"
    raise Refusal(
        f"端口 {port} 已被{who}占用；换一个：./wushe up --port {port + 1}",
        f"port {port} is taken by {en}; try --port {port + 1}",
    )


async def _supervise(args: argparse.Namespace, data: DataDirectory) -> int:
    begun = time.monotonic()
    before = states.read(data.state)
    # Signing loads libraries for half a second: beside the engines, in a process of its own.
    signing = await _module("cli.identities", str(data.path))
    engines = plan_engines(data, before, args.engine, args.kafka, args.mongo)
    services, portal = plan_services(data, before, engines, args.port)
    if await signing.wait() != 0:
        raise Refusal(f"无法写入 {data.keys}", f"cannot make the keys in {data.keys}")
    url = f"http://{HOST}:{args.port}"
    supervisor = Supervisor(
        data, [engines.specs, services, portal], url=url, bus=engines.bus, store=engines.store
    )

    async def when_ready() -> None:
        seconds = time.monotonic() - begun
        say(f"服务已启动（{seconds:.1f} 秒）", f"services started in {seconds:.1f} s")
        if not args.no_demo and not data.demo_done.exists():
            await _load_demo(data, url)
        _announce(data, url, supervisor)

    say("正在启动…（Ctrl-C 停止）", "starting … (Ctrl-C stops)")
    await supervisor.run(when_ready)
    say("已停止，数据保留", "stopped, the data are kept")
    return 0


async def _load_demo(data: DataDirectory, url: str) -> None:
    loading = await _module("cli.demo.load", str(data.path), url)
    try:
        code = await loading.wait()
    except asyncio.CancelledError:
        loading.terminate()
        await loading.wait()
        raise
    if code != 0:
        say(
            "演示数据未载入完，下次 up 时继续",
            "the demonstration is not complete; the next up goes on with it",
        )


async def _module(name: str, *args: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", name, *args, cwd=ROOT, stdin=subprocess.DEVNULL
    )


def _announce(data: DataDirectory, url: str, supervisor: Supervisor) -> None:
    print()
    say("演示身份的令牌（24 小时有效）：", "tokens of the demonstration, valid for 24 hours:")
    for person in json.loads(data.identities.read_text()):
        print(f"  {person['role']} {person['region']} {person['name']}\n    {person['token']}")
    waiting = [child.spec.name for child in supervisor.children if child.state != "ready"]
    print()
    if waiting:
        names = "、".join(waiting)
        say(f"尚未就绪：{names}；./wushe doctor", f"not ready yet: {names}; ./wushe doctor")
        say(f"网址：{url}", f"address: {url}")
    else:
        say(f"五社联动已就绪：{url}", f"ready: {url}")


def _without_detach(args: argparse.Namespace, data: DataDirectory) -> list[str]:
    given = ["--data", str(data.path), "--port", str(args.port)]
    for name in ("engine", "kafka", "mongo"):
        if getattr(args, name):
            given += [f"--{name}", getattr(args, name)]
    return [*given, "--no-demo"] if args.no_demo else given
