"""Apache Kafka's jars, fetched once from Maven Central into .tools/kafka-<version>/."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from cli.places import TOOLS
from cli.speech import Refusal, say

POM = Path(__file__).with_name("pom.xml")
JAVA_AT_LEAST = 17


def version() -> str:
    """The pinned Kafka version, read from the pom so that it stands in one place."""
    found = re.search(r"<kafka.version>([^<]+)<", POM.read_text())
    assert found, "pom.xml has no kafka.version"
    return found[1]


def directory() -> Path:
    return TOOLS / f"kafka-{version()}"


def fetched() -> bool:
    return (directory() / "complete").exists()


@cache
def java_version() -> int | None:
    """Major version of the `java` on PATH, None without one."""
    try:
        said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r'version "(\d+)', said.stderr + said.stdout)
    return int(found[1]) if found else None


def available() -> bool:
    """True when Kafka can run here: Java 17+, and Maven unless the jars are there already."""
    enough = (java_version() or 0) >= JAVA_AT_LEAST
    return enough and (fetched() or shutil.which("mvn") is not None)


def fetch() -> Path:
    """The directory of the jars, fetched if need be; raises Refusal when Maven fails."""
    target = directory()
    if fetched():
        return target
    say(f"正在下载 Apache Kafka {version()}（约 43 MB，仅一次）…", "fetching Apache Kafka, once …")
    # Into a directory of its own and then renamed: a broken download is never taken for whole.
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    _run_maven(part)
    (part / "complete").touch()
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    return target


def _run_maven(part: Path) -> None:
    command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"]
    done = subprocess.run(
        [*command, f"-DoutputDirectory={part}", "-DincludeScope=runtime"],
        capture_output=True,
        text=True,
    )
    if done.returncode != 0 or not list(part.glob("kafka_*.jar")):
        last = (done.stdout + done.stderr).strip().splitlines()[-1:] or ["?"]
        raise Refusal(
            f"下载 Kafka 失败：{last[0]}。检查网络后重试，或用 --engine noida",
            "fetching Kafka failed: check the network, or use --engine noida",
        )
