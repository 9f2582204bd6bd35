"""When so much is bad that going on would be wrong: a dead-letter queue with a limit."""

from __future__ import annotations

from dataclasses import dataclass

IN_A_ROW = 20
SHARE = 0.10
WINDOW = 200
"""The share is judged once this many records were seen."""


@dataclass(slots=True)
class ParkingLimit:
    """Counts what was parked of one stream; `problem` is a sentence once the limit is passed, for
    good. A run that is tried again is counted on a copy (`replace`), kept once it is stored."""

    _row: int = 0
    _parked: int = 0
    _seen: int = 0
    problem: str | None = None

    def applied(self, count: int = 1) -> None:
        self._row = 0
        self._seen += count
        if self._seen > 10 * WINDOW:
            self._seen //= 2
            self._parked //= 2

    def parked(self) -> None:
        self._row += 1
        self._seen += 1
        self._parked += 1
        if self._row > IN_A_ROW or self._share_passed():
            self.problem = (
                "隔离的消息过多，已停止消费：请检查生产方或升级本服务后重启 / too many records "
                "were parked, consuming has stopped: check the producer or upgrade, then restart"
            )

    def _share_passed(self) -> bool:
        return self._seen >= WINDOW and self._parked > SHARE * self._seen
