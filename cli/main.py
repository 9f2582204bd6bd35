"""`./wushe COMMAND`: finds the command's module, and turns refusals into one line and a code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from cli.speech import Refusal, both

COMMANDS = {
    "up": ("启动整套服务", "start the whole suite"),
    "down": ("停止", "stop it"),
    "status": ("查看各进程", "what runs"),
    "doctor": ("检查问题并给出办法", "what is wrong and what to do"),
    "token": ("签发演示令牌", "print a token of the embedded issuer"),
    "load": ("导入文件并等待可见", "load a file, wait until it is visible"),
    "rebuild": ("从事件重算指标", "count the figures again from the events"),
    "test": ("运行全部检查与测试", "run every check and test"),
    "bench": ("测速", "measure"),
}


class Command(Protocol):
    def options(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code of the command; 2 for wrong usage, 130 after Ctrl-C."""
    given = list(sys.argv[1:] if argv is None else argv)
    if not given or given[0] in ("-h", "--help", "help"):
        print(usage())
        return 0 if given else 2
    name, rest = given[0], given[1:]
    try:
        return _run(name, rest)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return refusal.code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away (| head): nothing left to say
        return 141


def usage() -> str:
    lines = [
        both("用法：./wushe 命令 [选项]；./wushe 命令 --help", "./wushe COMMAND [options]"),
        "",
    ]
    lines += [f"  {name:<8} {both(zh, en)}" for name, (zh, en) in COMMANDS.items()]
    return "\n".join(lines)


def _run(name: str, rest: Sequence[str]) -> int:
    if name not in COMMANDS:
        known = " ".join(COMMANDS)
        raise Refusal(f"没有命令 {name}；可用：{known}", f"no command {name}; one of {known}", 2)
    # Only the asked command is imported: `up` stays small, `status` quick.
    command = cast(Command, import_module(f"cli.commands.{name}"))
    parser = argparse.ArgumentParser(f"wushe {name}", description=both(*COMMANDS[name]))
    command.options(parser)
    return command.run(parser.parse_args(rest))


if __name__ == "__main__":
    sys.exit(main())
