"""./wushe with nothing but a shell and a python3: on a small copy, with fakes on PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cli.places import ROOT

UV = '#!/bin/sh\necho "uv $*" >>"$CALLS"\nmkdir -p "$UV_PROJECT_ENVIRONMENT/bin"\n'
FAKE_VENV_PYTHON = '#!/bin/sh\necho "$PYTHONPATH|$*"\n'


class Copy:
    """A project with the launcher, a lock and nothing else, in a path with a space."""

    def __init__(self, directory: Path) -> None:
        self.root = directory / "五社 project"
        self.bin = directory / "bin"
        self.calls = directory / "calls"
        self.root.mkdir()
        self.bin.mkdir()
        shutil.copy(ROOT / "wushe", self.root)
        for name in ("uv.lock", "pyproject.toml"):
            (self.root / name).write_text("1")
        for name in ("sh", "dirname", "cat", "cksum", "rm", "mkdir", "mv", "cp", "chmod"):
            (self.bin / name).symlink_to(str(shutil.which(name)))

    def put(self, name: str, text: str) -> None:
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)

    def python(self, *, new_enough: bool = True) -> None:
        """A python3 that answers the version question, and installs a uv when pip is asked to."""
        install = (
            'mkdir -p "$target/bin"; cp "$FAKES/uv-to-install" "$target/bin/uv"; '
            'chmod +x "$target/bin/uv"; echo pip >>"$CALLS"'
        )
        self.put(
            "python3",
            f"""#!/bin/sh
case "$1 $2" in
"-c import sys; sys.exit"*) exit {0 if new_enough else 1} ;;
"-c import sys; print"*) echo "$0" ;;
"-m pip")
    while [ $# -gt 0 ]; do
        if [ "$1" = --target ]; then target=$2; fi
        shift
    done
    if [ -n "$target" ]; then {install}; fi ;;
esac
""",
        )

    def uv(self, name: str = "uv") -> None:
        venv = '"$UV_PROJECT_ENVIRONMENT/bin/python"'
        self.put(name, UV + f'cp "$FAKES/venv-python" {venv}; chmod +x {venv}\n')
        self.put("venv-python", FAKE_VENV_PYTHON)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "FAKES": str(self.bin), "CALLS": str(self.calls)}
        return subprocess.run(
            [str(self.root / "wushe"), *arguments],
            cwd="/",
            env=environment,
            capture_output=True,
            text=True,
        )

    @property
    def called(self) -> list[str]:
        return self.calls.read_text().splitlines() if self.calls.exists() else []


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_it_syncs_once_and_is_quick_afterwards(copy: Copy) -> None:
    copy.python()
    copy.uv()
    first = copy.run("load", "a file.csv")
    assert first.stdout == f"{copy.root}|-m cli.main load a file.csv\n"
    assert len(copy.called) == 1
    assert "sync --frozen --all-extras" in copy.called[0]
    again = copy.run("status")
    assert again.returncode == 0
    assert again.stderr == ""
    assert len(copy.called) == 1


@pytest.mark.parametrize("changed", ["uv.lock", "pyproject.toml"])
def test_it_syncs_again_when_the_lock_has_changed(copy: Copy, changed: str) -> None:
    copy.python()
    copy.uv()
    copy.run()
    (copy.root / changed).write_text("2")
    copy.run()
    assert len(copy.called) == 2


def test_it_syncs_again_in_another_place(copy: Copy) -> None:
    copy.python()
    copy.uv()
    copy.run()
    copy.root = copy.root.rename(copy.root.with_name("moved"))
    copy.run()
    assert len(copy.called) == 2


def test_without_uv_it_installs_one_into_tools(copy: Copy) -> None:
    copy.python()
    copy.uv("uv-to-install")
    done = copy.run("status")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("-m cli.main status\n")
    assert os.access(copy.root / ".tools" / "uv" / "bin" / "uv", os.X_OK)
    assert copy.called[0] == "pip"
    copy.calls.unlink()
    (copy.root / "uv.lock").write_text("2")
    copy.run()
    assert "pip" not in copy.called  # the installed one serves from now on


def test_an_old_python_is_refused_with_the_cure(copy: Copy) -> None:
    copy.python(new_enough=False)
    copy.uv()
    done = copy.run("up")
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert copy.called == []


def test_a_failed_sync_is_refused_and_tried_again_next_time(copy: Copy) -> None:
    copy.python()
    copy.put("uv", "#!/bin/sh\nexit 2\n")
    done = copy.run("up")
    assert done.returncode == 1
    assert "check the network" in done.stderr
    copy.uv()
    assert copy.run("up").returncode == 0


def test_the_exit_code_of_the_command_is_handed_on(copy: Copy) -> None:
    copy.python()
    copy.uv()
    copy.run()
    python = copy.root / ".venv" / "bin" / "python"
    python.write_text("#!/bin/sh\nexit 3\n")
    assert copy.run("status").returncode == 3
