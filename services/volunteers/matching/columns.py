"""People in columns as they come: what the index is built from.

One array a field and one entry a person; `Columns.of` fills them from profiles, the benches and a
snapshot fill them directly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from services.volunteers.matching.bits import Flags
from services.volunteers.matching.points import (
    availability_part,
    load_part,
    newcomer_part,
    weigh,
)
from services.volunteers.matching.profile import (
    LANGUAGE_CODES,
    SKILL_CODES,
    WEEK_HOURS,
    Profile,
)
from services.volunteers.matching.weights import Weights

HOUR_BYTES = WEEK_HOURS // 8
LOW = 2**64 - 1
DIGITS = 12
Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Columns:
    """`ids`: (n, 2) uint64, a UUID's halves; `region`: region_number; `county`: number
    in COUNTIES, −1 for none; `skills`: (skills, n) level, 0 for none; `languages`: bits;
    `hours`: (n, 21) bytes, bit 0 is Monday 00:00; `screened`: proleptic day number, 0 for none."""

    ids: Array
    region: Array
    county: Array
    skills: Array
    languages: Array
    hours: Array
    screened: Array
    reach: Array
    load_hours: Array
    record: Array
    services: Array
    active: Flags

    def __len__(self) -> int:
        return len(self.region)

    @classmethod
    def of(cls, people: Sequence[tuple[str, Profile]]) -> Columns:
        profiles = [profile for _, profile in people]
        return cls(
            ids=np.array([halves(id_) for id_, _ in people], np.uint64).reshape(-1, 2),
            region=np.array([region_number(p.region) for p in profiles], np.int64),
            county=np.array([p.county for p in profiles], np.int16),
            skills=np.array(
                [[p.skills.get(code, 0) for p in profiles] for code in SKILL_CODES], np.uint8
            ),
            languages=np.array([language_bits(p.languages) for p in profiles], np.uint32),
            hours=np.array([list(hour_bytes(p.hours)) for p in profiles], np.uint8).reshape(
                -1, HOUR_BYTES
            ),
            screened=np.array(
                [p.screened_until.toordinal() if p.screened_until else 0 for p in profiles],
                np.int32,
            ),
            reach=np.array([p.reach for p in profiles], np.uint8),
            load_hours=np.array([p.load_hours for p in profiles], np.uint16),
            record=np.array([p.record for p in profiles], np.uint16),
            services=np.array([p.services for p in profiles], np.uint16),
            active=np.array([p.active for p in profiles], np.bool_),
        )

    def settled(self, weights: Weights) -> Array:
        """The parts of the score that no need changes, weighed and added up: uint16."""
        free = np.bitwise_count(self.hours).sum(axis=1, dtype=np.int32)
        parts = (
            (np.minimum(1000, 25 * free), weights.availability),
            (np.maximum(0, 1000 - 50 * self.load_hours.astype(np.int32)), weights.load),
            (self.record.astype(np.int32), weights.record),
            (np.where(self.services < 3, 1000, 0), weights.newcomer),
        )
        weighed = [part * weight // 1000 for part, weight in parts]
        total: Array = np.sum(weighed, axis=0).astype(np.uint16)
        return total


def settled(profile: Profile, weights: Weights) -> int:
    """Columns.settled of one person."""
    return (
        weigh(availability_part(len(profile.hours)), weights.availability)
        + weigh(load_part(profile.load_hours), weights.load)
        + weigh(profile.record, weights.record)
        + weigh(newcomer_part(profile.services), weights.newcomer)
    )


def region_number(code: str) -> int:
    """A code as twelve digits, so that an area is a range: 532501 → 532501000000."""
    return int(code.ljust(DIGITS, "0"))


def halves(id_: str) -> tuple[int, int]:
    """A UUID as two numbers; together they sort as its text does."""
    number = UUID(id_).int
    return number >> 64, number & LOW


def text_of(high: int, low: int) -> str:
    return str(UUID(int=(int(high) << 64) | int(low)))


def language_bits(languages: frozenset[str]) -> int:
    return sum(1 << LANGUAGE_CODES.index(code) for code in languages)


def hour_bytes(hours: frozenset[int]) -> bytes:
    return sum(1 << hour for hour in hours).to_bytes(HOUR_BYTES, "little")
