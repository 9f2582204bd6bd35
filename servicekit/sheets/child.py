"""python -m servicekit.sheets.child LIMITS: a file on stdin, its Outcome as JSON on stdout."""

from __future__ import annotations

import resource
import sys

import msgspec

from servicekit.errors import InvalidInput
from servicekit.sheets.limits import Limits
from servicekit.sheets.reading import Outcome
from servicekit.sheets.recognising import read_file


def main() -> None:
    limits = msgspec.json.decode(sys.argv[1], type=Limits)
    for kind, most in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    sys.stdout.buffer.write(msgspec.json.encode(outcome(sys.stdin.buffer.read(), limits)))


def outcome(raw: bytes, limits: Limits) -> Outcome:
    try:
        return Outcome(grid=read_file(raw, limits))
    except InvalidInput as refusal:
        return Outcome(refused=list(refusal.fields))


if __name__ == "__main__":
    main()
