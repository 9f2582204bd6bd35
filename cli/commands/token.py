"""`./wushe token --role R --region C`: a token of the embedded issuer, on standard output."""

from __future__ import annotations

import argparse
import math

from cli.commands.directory import data_directory, data_option
from cli.speech import Refusal, both
from cli.tokens import HOURS, issue, signing_key

LONGEST = 24 * 366.0


def options(parser: argparse.ArgumentParser) -> None:
    data_option(parser)
    parser.add_argument("--role", required=True, help=both("角色", "role, as province_admin"))
    parser.add_argument("--region", required=True, help=both("地区代码", "code, as 530000"))
    parser.add_argument("--hours", type=float, default=HOURS, help=both("有效小时", "validity"))
    parser.add_argument("--subject", default="", help=both("主体（默认由角色得出）", "subject"))


def run(args: argparse.Namespace) -> int:
    if not (math.isfinite(args.hours) and 0 < args.hours <= LONGEST):
        raise Refusal("--hours 应在 0 与 8784 之间", "--hours is between 0 and 8784")
    data = data_directory(args)
    if not (data.keys / "private.json").exists():
        raise Refusal(
            f"{data.path} 还没有密钥；先运行 ./wushe up --data {data.path}",
            f"no keys in {data.path} yet; run ./wushe up first",
        )
    key = signing_key(data.keys)
    print(issue(key, args.role, args.region, hours=args.hours, subject=args.subject))
    return 0
