"""Write the dashboards, or check that the committed ones are what the code says.

python -m deploy.grafana.generate [--check]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from deploy.grafana import health, province, reporting

DIRECTORY = Path(__file__).parent / "dashboards"
BOARDS = {"province": province, "health": health, "reporting": reporting}


def dashboards() -> dict[str, str]:
    """File name → text."""
    return {f"{name}.json": _text(board.build().build()) for name, board in BOARDS.items()}


def differing(directory: Path = DIRECTORY) -> list[str]:
    """Files that are missing, differ, or are there without a reason."""
    there = {path.name: path.read_text(encoding="utf-8") for path in directory.glob("*.json")}
    wanted = dashboards()
    return sorted(name for name in {*there, *wanted} if there.get(name) != wanted.get(name))


def main(argv: Sequence[str]) -> int:
    changed = differing()
    if argv == ["--check"]:
        if changed:
            print(f"run python -m deploy.grafana.generate: {', '.join(changed)}", file=sys.stderr)
        return int(bool(changed))
    wanted = dashboards()
    for name in changed:
        if name in wanted:
            (DIRECTORY / name).write_text(wanted[name], encoding="utf-8")
        else:
            (DIRECTORY / name).unlink()
    return 0


def _text(board: object) -> str:
    return json.dumps(board, cls=JSONEncoder, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
