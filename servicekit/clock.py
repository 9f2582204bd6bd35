"""The time, injected: domain code never asks the machine what day it is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""

    def today(self) -> date:
        """The present local date in Asia/Shanghai, the day every figure is counted on."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return local_date(self.now())


@dataclass
class FixedClock:
    """A clock for tests that stands still until it is told to move."""

    instant: datetime

    def __post_init__(self) -> None:
        local_date(self.instant)

    def now(self) -> datetime:
        return self.instant

    def today(self) -> date:
        return local_date(self.instant)

    def advance(self, by: timedelta) -> None:
        self.instant += by


def local_date(instant: datetime) -> date:
    """The Asia/Shanghai date of an aware instant; a naive one has no date (ValueError)."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(SHANGHAI).date()
