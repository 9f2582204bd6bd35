"""The best k for a need, exactly, and what stood in the way of the others.

Filters are bits: counting who fails which rule first, and who would pass if one rule were
relaxed, are passes over words. The best are found block by block, the block with the highest
possible score first, until no block left can hold anybody better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np

from contracts import regions
from servicekit.scope import Scope
from services.volunteers.matching import bits
from services.volunteers.matching.bits import BLOCK, Flags, Rows, Words
from services.volunteers.matching.columns import DIGITS, Array, text_of
from services.volunteers.matching.points import between, skill_part, weigh
from services.volunteers.matching.profile import (
    COUNTIES,
    LANGUAGE_CODES,
    REACH_KM,
    SKILL_CODES,
    Asked,
)
from services.volunteers.matching.roll import Roll
from services.volunteers.matching.rules import RULES, Rule, within_reach
from services.volunteers.matching.weights import PART_MAX

FIRST_BLOCKS = 32
"""How many blocks are looked at first; each time twice as many, until none can be better."""
EXAMPLES = 20
YUNNAN = Scope.of(regions.ROOT)


@dataclass(frozen=True, slots=True)
class Refused:
    """`first`: how many failed this rule before any other; `only`: how many failed nothing else,
    so that relaxing this one rule would win them."""

    rule: Rule
    first: int
    only: int


@dataclass(frozen=True, slots=True)
class Found:
    """`best`: (id, score), the higher score first, then the lower id; `examples`: some of those
    refused."""

    best: list[tuple[str, int]]
    examples: list[str]
    considered: int
    eligible: int
    refused: list[Refused]


def find(roll: Roll, asked: Asked, k: int, scope: Scope = YUNNAN) -> Found:
    considered = _considered(roll, scope)
    filters = {code: words for code, words in _filters(roll, asked).items() if words is not None}
    passing = reduce(np.bitwise_and, filters.values(), considered)
    return Found(
        best=_best(roll, asked, passing, k),
        examples=_some(roll, considered & ~passing),
        considered=bits.count(considered),
        eligible=bits.count(passing),
        refused=_refused(considered, filters),
    )


def _considered(roll: Roll, scope: Scope) -> Words:
    """Everybody active of the caller's area."""
    if scope == YUNNAN:
        return roll.active
    inside = np.array([_touches(scope, code) for code in COUNTIES] + [True, False])
    blocks = np.flatnonzero(inside[roll.county_of_block])
    flags = np.zeros((len(roll.county_of_block), BLOCK), np.bool_)
    flags[blocks] = _begins_with(roll.region.reshape(-1, BLOCK)[blocks], scope.prefix)
    return roll.active & bits.pack(flags.reshape(-1))


def _touches(scope: Scope, county: str) -> bool:
    return county.startswith(scope.prefix) or scope.prefix.startswith(county)


def _filters(roll: Roll, asked: Asked) -> dict[str, Words | None]:
    """The words of each rule, in the rules' order; None where the need asks nothing of it."""
    found: dict[str, Words | None] = {
        "screening": _screened(roll, asked),
        "skills": _all_of(
            [roll.skill(SKILL_CODES.index(s), level) for s, level in asked.skills.items()]
        ),
        "languages": _all_of([roll.speaks(LANGUAGE_CODES.index(c)) for c in asked.languages]),
        "reach": _reaching(roll, asked),
        "availability": _all_of([roll.hour(hour) for hour in asked.hours]),
        "registered": _others_than(roll, asked),
        "booked": _not_busy(roll, asked),
    }
    return found


def _all_of(words: Sequence[Words]) -> Words | None:
    return reduce(np.bitwise_and, words) if words else None


def _screened(roll: Roll, asked: Asked) -> Words | None:
    return (
        None if asked.minors_on is None else bits.pack(roll.screened >= asked.minors_on.toordinal())
    )


def _reaching(roll: Roll, asked: Asked) -> Words:
    words = roll.reach(len(REACH_KM) - 1).copy()
    for reach, near in enumerate(_within_reach(asked.county)):
        words |= roll.reach(reach) & bits.of_blocks(near[roll.county_of_block])
    return words


@lru_cache(maxsize=len(COUNTIES) + 1)
def _within_reach(need: int) -> tuple[Flags, ...]:
    """For each reach but the last: from which counties people come; those of none come."""
    return tuple(
        np.array([within_reach(need, home, reach) for home in range(len(COUNTIES))] + [True, False])
        for reach in range(len(REACH_KM) - 1)
    )


def _others_than(roll: Roll, asked: Asked) -> Words | None:
    rows = [row for id_ in asked.taken if (row := roll.row(id_)) is not None]
    return bits.without(rows, len(roll.active)) if rows else None


def _not_busy(roll: Roll, asked: Asked) -> Words | None:
    busy = roll.calendar.busy(asked.window)
    return bits.without(busy, len(roll.active)) if busy else None


def _refused(considered: Words, filters: dict[str, Words]) -> list[Refused]:
    """The rules that refused somebody, in their order."""
    codes = list(filters)
    before = [considered]
    for code in codes:
        before.append(before[-1] & filters[code])
    counts = [bits.count(words) for words in before]
    after = None
    only: dict[str, int] = {}
    for number in range(len(codes) - 1, -1, -1):
        others = before[number] if after is None else before[number] & after
        only[codes[number]] = bits.count(others) - counts[-1]
        words = filters[codes[number]]
        after = words if after is None else words & after
    first = {code: counts[n] - counts[n + 1] for n, code in enumerate(codes)}
    return [Refused(r, first[r.code], only[r.code]) for r in RULES if first.get(r.code)]


def _some(roll: Roll, words: Words) -> list[str]:
    """The first few rows that are set."""
    blocks = np.flatnonzero(words.reshape(-1, bits.BLOCK_WORDS).any(axis=1))[:EXAMPLES]
    return [text_of(*roll.ids[row]) for row in bits.rows_in(words, blocks)[:EXAMPLES]]


def _best(roll: Roll, asked: Asked, passing: Words, k: int) -> list[tuple[str, int]]:
    blocks, bounds = _by_bound(roll, asked, passing)
    rows, scores = np.empty(0, np.int64), np.empty(0, np.int32)
    at, size, least = 0, FIRST_BLOCKS, -1
    while at < len(blocks) and bounds[at] >= least:
        some = bits.rows_in(passing, blocks[at : at + size])
        rows = np.concatenate([rows, some])
        scores = np.concatenate([scores, _scores(roll, asked, some)])
        if len(scores) >= k:
            least = int(np.partition(scores, len(scores) - k)[len(scores) - k])
            kept = scores >= least
            rows, scores = rows[kept], scores[kept]
        at, size = at + size, size * 2
    return _first(roll, rows, scores, k)


def _by_bound(roll: Roll, asked: Asked, passing: Words) -> tuple[Rows, Array]:
    """Blocks with anybody passing, and the most one in each can score, the highest first."""
    blocks = np.flatnonzero(passing.reshape(-1, bits.BLOCK_WORDS).any(axis=1))
    county = roll.county_of_block[blocks]
    may_be_own = county == asked.county if asked.county >= 0 else np.full(len(blocks), True)
    own = weigh(PART_MAX, roll.weights.distance)
    top = np.where(may_be_own, own, _distance_points(roll, asked)[county])
    bounds = roll.best_of_block[blocks] + top + roll.weights.language + roll.weights.skill
    order = np.argsort(-bounds, kind="stable")
    return blocks[order], bounds[order]


def _distance_points(roll: Roll, asked: Asked) -> Array:
    """The weighed distance part of each county, and of those who live in none."""
    points: Array = _between(asked.county) * roll.weights.distance // PART_MAX
    return points


@lru_cache(maxsize=len(COUNTIES) + 1)
def _between(need: int) -> Array:
    return np.array([*(between(need, home) for home in range(len(COUNTIES))), 0, 0], np.int32)


def _scores(roll: Roll, asked: Asked, rows: Rows) -> Array:
    weights = roll.weights
    near = _distance_points(roll, asked)[roll.county_of_block[rows // BLOCK]]
    own = weigh(PART_MAX, weights.distance)
    total = roll.settled[rows].astype(np.int32)
    total += np.where(_lives_within(roll, asked, rows), own, near)
    fits = [
        weigh(skill_part(len(asked.skills), n), weights.skill) for n in range(len(SKILL_CODES) + 1)
    ]
    total += np.array(fits, np.int32)[roll.known[rows]]
    return total + _language(roll, asked, rows)


def _lives_within(roll: Roll, asked: Asked, rows: Rows) -> Flags:
    """Whose own code begins with the digits of the need's region."""
    return _begins_with(roll.region[rows], regions.significant(asked.region))


def _begins_with(codes: Array, prefix: str) -> Flags:
    flags: Flags = codes // 10 ** (DIGITS - len(prefix)) == int(prefix)
    return flags


def _language(roll: Roll, asked: Asked, rows: Rows) -> Array:
    weight = roll.weights.language
    if not asked.welcome:
        return np.full(len(rows), weight, np.int32)
    mask = np.uint32(sum(1 << LANGUAGE_CODES.index(code) for code in asked.welcome))
    spoken = np.bitwise_count(roll.languages[rows] & mask).astype(np.int32)
    part: Array = PART_MAX * spoken // len(asked.welcome) * weight // PART_MAX
    return part


def _first(roll: Roll, rows: Rows, scores: Array, k: int) -> list[tuple[str, int]]:
    ids = roll.ids[rows]
    order = np.lexsort((ids[:, 1], ids[:, 0], -scores))[:k]
    return [(text_of(*ids[at]), int(scores[at])) for at in order]
