"""What was published before: the contracts as earlier commits hold them.

Baselines are HEAD, where the branch left main, and the last release; as many as there are. In a
tree without git there are none, and the golden messages alone guard the contracts.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAIN = ("origin/main", "main")


def baselines(root: Path = ROOT) -> list[str]:
    """Commits to compare with, each once."""
    candidates = [
        _git(root, "rev-parse", "--verify", "--quiet", "HEAD"),
        *(_git(root, "merge-base", "HEAD", main) for main in MAIN),
        _last_release(root),
    ]
    return list(dict.fromkeys(commit for commit in candidates if commit))


def files_at(commit: str, folder: str, root: Path = ROOT) -> dict[str, str]:
    """Path → text of every file under a folder as that commit holds it."""
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", commit, "--", folder)
    return {path: _show(root, commit, path) for path in listed.split("\0") if path}


def _last_release(root: Path) -> str:
    tag = _git(root, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*")
    return _git(root, "rev-parse", f"{tag}^{{commit}}") if tag else ""


def _show(root: Path, commit: str, path: str) -> str:
    return _git(root, "show", f"{commit}:{path}", strip=False)


def _git(root: Path, *arguments: str, strip: bool = True) -> str:
    """What git says, or nothing where git cannot say it."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, encoding="utf-8", check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip() if strip else done.stdout
