"""What a volunteer has done: presences told of, and the hours credited for them. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.volunteers.times import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Somebody was there from–to; `window` is open while `left` is False (only checked in)."""

    need_id: str
    window: Window
    left: bool = True
    told_by: str = "leader"
    disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Whole hours for one need; `reversed_on` None while it counts; `stars` 0 until rated."""

    need_id: str
    window: Window
    hours: int
    kind: str
    domain: str
    region: str
    day: date
    stars: int = 0
    reversed_on: date | None = None
    reason: str = ""

    @property
    def counts(self) -> bool:
        return self.reversed_on is None
