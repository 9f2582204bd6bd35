"""`./wushe doctor`: what is well, what is not, and what to do."""

from __future__ import annotations

import argparse

from cli.commands.directory import data_directory, data_option
from cli.health.machine import machine_findings
from cli.health.suite import suite_findings
from cli.speech import both, say
from cli.supervisor import state as states


def options(parser: argparse.ArgumentParser) -> None:
    data_option(parser)
    parser.add_argument("--port", type=int, default=8080, help=both("网页端口", "port of the page"))


def run(args: argparse.Namespace) -> int:
    """0 when nothing needs doing, 1 otherwise."""
    data = data_directory(args)
    state = states.read(data.state)
    running = state is not None and state.supervised
    wrong = 0
    for findings in (machine_findings(data, running, args.port), suite_findings(data)):
        for finding in findings:
            print(finding, flush=True)
            wrong += bool(finding.cure)
    if wrong:
        say(f"{wrong} 处需要处理", f"{wrong} to be dealt with")
    else:
        say("一切正常", "all is well")
    return 1 if wrong else 0
