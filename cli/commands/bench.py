"""`./wushe bench NAME`: runs one measurement and prints its figures."""

from __future__ import annotations

import argparse
import json

from cli.bench import BENCHES
from cli.bench import run as measure
from cli.speech import both


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=BENCHES, help=both("测什么", "what to measure"))
    parser.add_argument("--quick", action="store_true", help=both("小规模", "a small size"))
    parser.add_argument("--json", action="store_true", help=both("机器可读", "for machines"))


def run(args: argparse.Namespace) -> int:
    report = measure(args.name, args.quick)
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
        return 0
    for key, value in report["results"].items():
        print(f"  {key:<28} {value}")
    return 0
