"""`./wushe test`: is it good? The checks first, then pytest, whose closing line comes last."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from cli.places import ROOT
from cli.speech import both, say

PYTHON = (sys.executable, "-m")
CHECKS: Sequence[tuple[str, ...]] = (
    ("ruff", "check"),
    ("ruff", "format", "--check", "-q"),
    ("mypy",),
    ("importlinter.cli",),
    ("contracts.generate", "--check"),
)
CHINESE_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pytest", nargs=argparse.REMAINDER, help=both("交给 pytest 的参数", "options of pytest")
    )


def run(args: argparse.Namespace) -> int:
    """pytest's code, or 1 when a check before it failed."""
    lacking = install_missing()
    if lacking and os.environ.get("CI") == "true":
        say(f"缺少 {lacking}，测试无法完整进行", f"{lacking} missing: tests would be skipped")
        return 1
    failed = [" ".join(check) for check in CHECKS if not passes(check)]
    code = subprocess.run([*PYTHON, "pytest", *args.pytest], cwd=ROOT).returncode
    if failed:
        names = "；".join(failed)
        say(f"检查未通过：{names}", f"checks failed: {names}", sys.stderr)
    return code or (1 if failed else 0)


def passes(check: Sequence[str]) -> bool:
    """Run one check; its output is shown only when it fails."""
    done = subprocess.run(
        _command(check), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {' '.join(check)}", flush=True)
    if done.returncode != 0:
        print(done.stdout, flush=True)
    return done.returncode == 0


def _command(check: Sequence[str]) -> list[str]:
    if check[0] == "importlinter.cli":  # it has no __main__
        call = "import sys; from importlinter.cli import lint_imports_command as run; run()"
        return [sys.executable, "-c", call]
    return [*PYTHON, *check]


def missing() -> list[str]:
    """Debian packages the browser and alerting tests need and this machine lacks."""
    wanted = {
        "chromium": shutil.which("chromium") is not None,
        "fonts-noto-cjk": CHINESE_FONT.exists(),
        "prometheus": shutil.which("promtool") is not None,
    }
    return [name for name, there in wanted.items() if not there]


def install_missing() -> list[str]:
    """Install them where apt-get and root are at hand; the names of those still missing."""
    lacking = missing()
    if not lacking or shutil.which("apt-get") is None or os.geteuid() != 0:
        return lacking
    names = " ".join(lacking)
    say(f"正在安装测试所需：{names}…", f"installing for the tests: {names} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *lacking]):
        subprocess.run(["apt-get", *step], env=environment, capture_output=True)
    return missing()
