"""A command for one step of several: over two documents there is no transaction.

The steps say by themselves whether they are done already, so each gets a key of its own and the
caller's repeat finishes what was interrupted.
"""

from __future__ import annotations

from uuid import uuid4

from servicekit.aggregate import Command


def step() -> Command:
    key = uuid4().hex
    return Command(key=key, fingerprint=key)
