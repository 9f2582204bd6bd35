"""What a listing is made of over HTTP."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from contracts import codes
from contracts.problems import ContractError
from contracts.registry.directory import Offer, OpeningHours
from servicekit.fields import Body, coded


class ClockTimeInvalid(ContractError):
    code = "hours_invalid"

    def __init__(self) -> None:
        super().__init__("时刻应写作 09:00，至 24:00。", "Write a time as 09:00, up to 24:00.")


class TelephoneInvalid(ContractError):
    code = "phone_invalid"

    def __init__(self) -> None:
        super().__init__(
            "请填写站点办公电话，如 0873-2123456 或 12345；不要填写个人手机号。",
            "Give the office's telephone, as 0873-2123456 or 12345, not a person's mobile number.",
        )


_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)
_OFFICE = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,5})?|1\d{4}|400-?\d{3}-?\d{4}", re.ASCII)


def _clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise ClockTimeInvalid()
    return text


def _office(text: str) -> str:
    if text and not _OFFICE.fullmatch(text):
        raise TelephoneInvalid()
    return text


ClockTime = Annotated[str, Field(max_length=5), AfterValidator(_clock)]
Telephone = Annotated[str, Field(max_length=20), AfterValidator(_office)]


class PointBody(Body):
    """Degrees of WGS 84, inside Yunnan's rectangle: a swapped pair is refused."""

    longitude: Annotated[float, Field(strict=True, ge=97.0, le=107.0, allow_inf_nan=False)]
    latitude: Annotated[float, Field(strict=True, ge=21.0, le=30.0, allow_inf_nan=False)]


class OpenHours(Body):
    """`weekday` 1 (Monday) … 7; local times, 09:00 to 24:00."""

    weekday: Annotated[int, Field(strict=True, ge=1, le=7)]
    opens: ClockTime
    closes: ClockTime

    def hours(self) -> OpeningHours:
        return OpeningHours(
            weekday=self.weekday, opens=minutes(self.opens), closes=minutes(self.closes)
        )


class OfferBody(Body):
    """No target group named means everybody."""

    domain: Annotated[str, coded(codes.DOMAINS)]
    activities: Annotated[
        list[Annotated[str, coded(codes.ACTIVITIES)]], Field(default=[], max_length=20)
    ]
    target_groups: Annotated[
        list[Annotated[str, coded(codes.TARGET_GROUPS)]], Field(default=[], max_length=20)
    ]

    def offer(self) -> Offer:
        return Offer(
            domain=self.domain,
            activities=tuple(self.activities),
            target_groups=tuple(self.target_groups),
        )


def minutes(clock: str) -> int:
    """Minutes since midnight of '09:30'."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def clock_time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
