"""python -m servicekit.sheets.child ROWS: a file on stdin, its Outcome as JSON on stdout."""

from __future__ import annotations

import resource
import sys
from dataclasses import replace

import msgspec

from servicekit.errors import InvalidInput
from servicekit.sheets.limits import LIMITS, MIB
from servicekit.sheets.reading import Outcome
from servicekit.sheets.recognising import read_file

CPU_SECONDS = 20
MEMORY_BYTES = 1024 * MIB


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.buffer.write(msgspec.json.encode(outcome(sys.stdin.buffer.read(), sys.argv[1])))


def outcome(raw: bytes, rows: str) -> Outcome:
    try:
        return Outcome(grid=read_file(raw, replace(LIMITS, rows=int(rows))))
    except InvalidInput as refusal:
        return Outcome(refused=list(refusal.fields))


if __name__ == "__main__":
    main()
