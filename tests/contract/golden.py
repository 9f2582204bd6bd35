"""The golden messages: whole Kafka records as they were once sent, only ever added to."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = "contracts/examples"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Golden:
    path: str
    topic: str
    key: bytes
    headers: dict[str, bytes]
    data: dict[str, Any]

    @property
    def value(self) -> bytes:
        return json.dumps(self.data, ensure_ascii=False).encode()

    @property
    def type(self) -> str:
        return self.headers["ce_type"].decode()


def read(path: Path) -> Golden:
    said = json.loads(path.read_text(encoding="utf-8"))
    return Golden(
        path=path.relative_to(ROOT).as_posix(),
        topic=said["topic"],
        key=said["key"].encode(),
        headers={name: value.encode() for name, value in said["headers"].items()},
        data=said["data"],
    )


GOLDEN = [read(path) for path in sorted((ROOT / FOLDER).glob("*/*.json"))]
