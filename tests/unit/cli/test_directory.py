"""One supervisor per data directory, and room on its disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.places import DataDirectory
from cli.speech import Refusal
from cli.supervisor.directory import DirectoryLock, check_disk


def test_a_second_supervisor_is_refused_with_the_pid_of_the_first(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path).make()
    with (
        DirectoryLock(data),
        pytest.raises(Refusal, match=f"in use by pid {os.getpid()}; ./wushe down"),
        DirectoryLock(data),
    ):
        pytest.fail("locked twice")
    with DirectoryLock(data):
        pass  # free again


def test_a_nearly_full_disk_is_refused_with_the_cure(tmp_path: Path) -> None:
    check_disk(tmp_path, needed_mb=1)
    with pytest.raises(Refusal, match=r"MB free .* clean up or move --data"):
        check_disk(tmp_path, needed_mb=10**9)


def test_a_refusal_is_one_line() -> None:
    with pytest.raises(Refusal) as refused:
        check_disk(Path("/"), needed_mb=10**9)
    assert "\n" not in str(refused.value)
