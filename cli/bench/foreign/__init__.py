"""Other people's stream processors counting the same topic; each is left out, with a sentence, on
a machine where it cannot run."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cli.bench.workbench import Engines, note
from cli.places import TOOLS

HERE = Path(__file__).parent
QUIX = "quixstreams==3.28.1"  # Apache-2.0; for this bench alone, in an environment of its own
LONGEST = 300.0


async def kafka_streams(engines: Engines, topic: str, records: int) -> float | None:
    """Records a second; needs Java 17 with its compiler, and Maven the first time."""
    missing = [tool for tool in ("java", "javac", "mvn") if shutil.which(tool) is None]
    if missing:
        note(f"Kafka Streams left out: no {', '.join(missing)} here")
        return None
    directory = TOOLS / "kafka-streams"
    fetch = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
    if not directory.exists() and not _done([*fetch, f"-DoutputDirectory={directory}"]):
        note("Kafka Streams left out: its jars could not be fetched")
        return None
    with tempfile.TemporaryDirectory() as work:
        on = ["-cp", f"{directory}/*:{work}"]
        if not _done(["javac", *on, "-d", work, str(HERE / "CountByKey.java")]):
            note("Kafka Streams left out: it does not compile here")
            return None
        run = ["java", "-Xmx512m", *on, "CountByKey"]
        return _rate("Kafka Streams", [*run, engines.bus, topic, str(records), work])


async def quixstreams(engines: Engines, topic: str, records: int) -> float | None:
    """Records a second; fetched by uv into its cache, never into ours."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(TOOLS / "uv" / "bin"))
    if uv is None:
        note("quixstreams left out: no uv here to fetch it with")
        return None
    with tempfile.TemporaryDirectory() as work:
        run = [uv, "run", "--quiet", "--no-project", "--with", QUIX, str(HERE / "quix_count.py")]
        return _rate("quixstreams", [*run, engines.bus, topic, str(records), work])


def _rate(name: str, command: Sequence[str]) -> float | None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=LONGEST, env=_outside()
        )
        return float(done.stdout.split()[-1])
    except (OSError, subprocess.TimeoutExpired, ValueError, IndexError) as error:
        note(f"{name} left out: it did not finish here ({type(error).__name__})")
        return None


def _outside() -> dict[str, str]:
    """Our environment without what would lead into our own virtual environment."""
    return {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}


def _done(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0
