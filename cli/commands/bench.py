"""`./wushe bench NAME`: runs one measurement and prints its figures."""

from __future__ import annotations

import argparse
import json
import os
import platform
from importlib import import_module
from typing import Any

from cli.places import ROOT
from cli.speech import Refusal, both

BENCHES = ROOT / "cli" / "bench"


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=available(), help=both("测什么", "what to measure"))
    parser.add_argument("--quick", action="store_true", help=both("小规模", "a small size"))
    parser.add_argument("--json", action="store_true", help=both("机器可读", "for machines"))


def available() -> list[str]:
    """The measurements there are: one module each."""
    return sorted(path.stem for path in BENCHES.glob("[a-z]*.py"))


def run(args: argparse.Namespace) -> int:
    bench = import_module("cli.bench")
    found: dict[str, Any] = bench.run(args.name, args.quick)
    report = {"bench": args.name, "machine": machine(), "results": found.get("results", found)}
    if not report["results"]:
        raise Refusal(f"{args.name} 没有结果", f"{args.name} gave no results")
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        for key, value in report["results"].items():
            print(f"  {key:<28} {value}")
    return 0


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {
        "cpus": os.cpu_count(),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "system": platform.platform(),
        "python": platform.python_version(),
    }
