"""Where things are: the project, the fetched tools, the data of one run."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"


def venv_script(name: str) -> Path:
    """A console script of the running interpreter's environment."""
    return Path(sys.prefix) / "bin" / name


@dataclass(frozen=True)
class DataDirectory:
    """Layout of one `--data` directory; nothing is made until `make()`."""

    path: Path

    def make(self) -> DataDirectory:
        for directory in (self.logs, self.run, self.keys):
            directory.mkdir(parents=True, exist_ok=True)
        return self

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def kafka(self) -> Path:
        return self.path / "kafka"

    @property
    def noida(self) -> Path:
        return self.path / "noida"

    @property
    def store(self) -> Path:
        return self.path / "store"

    @property
    def lock(self) -> Path:
        return self.run / "lock"

    @property
    def state(self) -> Path:
        return self.run / "processes.json"

    @property
    def identities(self) -> Path:
        return self.path / "identities.json"

    @property
    def demo_done(self) -> Path:
        return self.path / "demo.done"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"
