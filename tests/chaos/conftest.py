"""One stack and one ledger for all crash tests: every oracle run looks at the whole history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.loader import Ledger
from tests.chaos.stack import Stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = Stack(Path(tmp_path_factory.mktemp("chaos")))
    try:
        yield running.up()
    finally:
        running.down()


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger()
