"""One supervisor per data directory, and room on its disk."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path
from typing import TextIO

from cli.places import DataDirectory
from cli.speech import Refusal

NEEDED_MB = 500


class DirectoryLock:
    """Holds DIR/run/lock for as long as it lives; the kernel lets go when the process dies."""

    def __init__(self, data: DataDirectory) -> None:
        self._data = data
        self._file: TextIO | None = None

    def __enter__(self) -> DirectoryLock:
        file = self._data.lock.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _in_use(self._data, file) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


def _in_use(data: DataDirectory, file: TextIO) -> Refusal:
    file.seek(0)
    pid = file.read().strip() or "?"
    file.close()
    return Refusal(
        f"数据目录 {data.path} 正被进程 {pid} 使用；先停止：./wushe down --data {data.path}",
        f"data directory in use by pid {pid}; ./wushe down --data {data.path}",
    )


def free_mb(path: Path) -> int:
    return shutil.disk_usage(path).free // 2**20


def check_disk(path: Path, needed_mb: int = NEEDED_MB) -> None:
    """Raises Refusal when less than `needed_mb` are free where the data lie."""
    free = free_mb(path)
    if free < needed_mb:
        raise Refusal(
            f"磁盘空间不足：{path} 仅余 {free} MB，至少需要 {needed_mb} MB；请清理或换 --data",
            f"disk full: {free} MB free at {path}, {needed_mb} MB needed; clean up or move --data",
        )
