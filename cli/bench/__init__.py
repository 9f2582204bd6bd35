"""`./wushe bench NAME`: what the suite achieves here, beside baselines run in the same call.

    from cli.bench import run
    run("metrics", quick=True)     # {"bench", "machine", "results": {key: number}}

One module a bench: `run(quick) -> {key: number}`. The engines are the bench's own, in a temporary
directory on loopback ports, so that neither data nor a running suite is touched.
"""

from __future__ import annotations

import os
import platform
from importlib import import_module
from pathlib import Path
from typing import Any

from cli.speech import Refusal

BENCHES = (
    "metrics",
    "commands",
    "directory",
    "matching",
    "imports",
    "people_import",
    "charity",
    "replay",
)


def run(name: str, quick: bool = False) -> dict[str, Any]:
    """Measure. Raises Refusal for a bench that is not there."""
    if name not in BENCHES:
        known = "、".join(BENCHES)
        raise Refusal(f"没有测速 {name}；可用：{known}", f"no bench {name}; one of {known}", 2)
    results: dict[str, float] = import_module(f"cli.bench.{name}").run(quick)
    return {"bench": name, "machine": machine(), "results": results}


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cpu": _cpu(),
        "cpus": os.cpu_count(),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    found = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return found[0] if found else platform.processor()
