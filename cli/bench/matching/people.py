"""Made-up volunteers and needs, as many as a province has; the same for the same seed."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import numpy as np

from contracts import regions
from servicekit.clock import SHANGHAI
from services.volunteers.matching.columns import HOUR_BYTES, Array, Columns, region_number
from services.volunteers.matching.knowing import touched_hours
from services.volunteers.matching.profile import (
    COUNTY_NUMBER,
    LANGUAGE_CODES,
    SKILL_CODES,
    Asked,
)
from services.volunteers.times import Window

SEED = 20220630
MONDAY = datetime(2026, 9, 7, tzinfo=SHANGHAI)
TOWNSHIPS = [r for r in regions.all() if r.level == "township"]
CROWDED = "5301"
"""Kunming has a third of the registered volunteers."""


def people(count: int) -> Columns:
    """Skewed as registers are: few skills each, one or two languages, evenings and weekends."""
    chance = np.random.default_rng(SEED)
    weight = np.array([8.0 if t.code.startswith(CROWDED) else 1.0 for t in TOWNSHIPS])
    home = chance.choice(len(TOWNSHIPS), count, p=weight / weight.sum())
    code = np.array([region_number(t.code) for t in TOWNSHIPS], np.int64)
    county = np.array([COUNTY_NUMBER[t.code[:6]] for t in TOWNSHIPS], np.int16)
    return Columns(
        ids=chance.integers(0, 2**63, (count, 2), dtype=np.uint64) * np.uint64(2),
        region=code[home],
        county=county[home],
        skills=_skills(chance, count),
        languages=_languages(chance, count),
        hours=_hours(chance, count),
        screened=np.where(chance.random(count) < 0.15, date(2027, 6, 1).toordinal(), 0).astype(
            np.int32
        ),
        reach=chance.choice(5, count, p=[0.35, 0.25, 0.2, 0.1, 0.1]).astype(np.uint8),
        load_hours=np.minimum(chance.poisson(3, count), 60).astype(np.uint16),
        record=chance.integers(300, 1001, count, dtype=np.uint16),
        services=chance.poisson(4, count).astype(np.uint16),
        active=chance.random(count) < 0.97,
    )


def needs(count: int) -> list[Asked]:
    """What coordinators ask: one or two skills, now and then a language, often for children."""
    chance = random.Random(SEED)
    return [_need(chance) for _ in range(count)]


def _need(chance: random.Random) -> Asked:
    starts = MONDAY + timedelta(days=chance.randrange(7), hours=chance.choice([9, 14, 19]))
    window = Window(starts, starts + timedelta(hours=chance.choice([1, 2, 3])))
    skills = chance.sample(SKILL_CODES, chance.choice([0, 1, 1, 1, 2]))
    return Asked(
        region=chance.choice(TOWNSHIPS).code,
        window=window,
        hours=frozenset(touched_hours(window)),
        skills={skill: chance.choice([1, 1, 2]) for skill in skills},
        languages=frozenset(chance.sample(LANGUAGE_CODES[:6], chance.choice([0, 0, 1]))),
        welcome=frozenset(chance.sample(LANGUAGE_CODES[:8], chance.choice([0, 1]))),
        minors_on=window.ends.date() if chance.random() < 0.3 else None,
    )


def _skills(chance: np.random.Generator, count: int) -> Array:
    common = np.linspace(0.22, 0.03, len(SKILL_CODES))
    known = [chance.random(count) < share for share in common]
    return np.array([np.where(k, chance.integers(1, 4, count), 0) for k in known], np.uint8)


def _languages(chance: np.random.Generator, count: int) -> Array:
    share = [0.95, *np.linspace(0.1, 0.005, len(LANGUAGE_CODES) - 1)]
    bits = [(chance.random(count) < s).astype(np.uint32) << n for n, s in enumerate(share)]
    all_of_them: Array = np.bitwise_or.reduce(np.array(bits, np.uint32), axis=0)
    return all_of_them


def _hours(chance: np.random.Generator, count: int) -> Array:
    """Free for whole parts of days: mornings 8–12, afternoons 13–18, evenings 18–22."""
    free = np.zeros((count, HOUR_BYTES), np.uint8)
    for day in range(7):
        share = 0.6 if day > 4 else 0.25
        for first, beyond in ((8, 12), (13, 18), (18, 22)):
            somebody = chance.random(count) < share
            for hour in range(day * 24 + first, day * 24 + beyond):
                free[:, hour // 8] |= somebody.astype(np.uint8) << np.uint8(hour % 8)
    return free
