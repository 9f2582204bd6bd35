"""The baselines: everybody looked at by numpy, and by DuckDB; both exact, neither with an index."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import numpy as np
import pandas

from services.volunteers.matching.columns import Array, Columns, text_of
from services.volunteers.matching.points import between, skill_part
from services.volunteers.matching.profile import COUNTIES, LANGUAGE_CODES, SKILL_CODES, Asked
from services.volunteers.matching.rules import within_reach
from services.volunteers.matching.weights import DEFAULT

Best = list[tuple[str, int]]
OTHERS = DEFAULT.language


def by_numpy(people: Columns) -> Callable[[Asked, int], Best]:
    """A straight reading of the rules and the score, over plain columns."""
    settled = people.settled(DEFAULT).astype(np.int64)
    known = (people.skills > 0).sum(axis=0)

    def best(asked: Asked, k: int) -> Best:
        passing = np.flatnonzero(_passing(people, asked))
        scores = settled[passing] + _skill(asked, known[passing])
        scores += _distance(people, asked, passing) + _welcome(people, asked, passing)
        ids = people.ids[passing]
        order = np.lexsort((ids[:, 1], ids[:, 0], -scores))[:k]
        return [(text_of(*ids[at]), int(scores[at])) for at in order]

    return best


def _passing(people: Columns, asked: Asked) -> Array:
    passing = people.active.copy()
    if asked.minors_on is not None:
        passing &= people.screened >= asked.minors_on.toordinal()
    for skill, level in asked.skills.items():
        passing &= people.skills[SKILL_CODES.index(skill)] >= level
    for language in asked.languages:
        passing &= (people.languages >> LANGUAGE_CODES.index(language) & 1).astype(bool)
    for hour in asked.hours:
        passing &= (people.hours[:, hour // 8] >> (hour % 8) & 1).astype(bool)
    come = _comes(asked)
    return passing & come[people.reach, people.county]


def _comes(asked: Asked) -> Array:
    return np.array(
        [[within_reach(asked.county, h, reach) for h in range(len(COUNTIES))] for reach in range(5)]
    )


def _skill(asked: Asked, known: Array) -> Array:
    part = np.array([skill_part(len(asked.skills), n) for n in range(len(SKILL_CODES) + 1)])
    points: Array = part[known] * DEFAULT.skill // 1000
    return points


def _distance(people: Columns, asked: Asked, rows: Array) -> Array:
    part = np.array([between(asked.county, home) for home in range(len(COUNTIES))])
    own = people.region[rows] == int(asked.region.ljust(12, "0"))
    return np.where(own, 1000, part[people.county[rows]]) * DEFAULT.distance // 1000


def _welcome(people: Columns, asked: Asked, rows: Array) -> Array:
    if not asked.welcome:
        return np.full(len(rows), OTHERS)
    mask = np.uint32(sum(1 << LANGUAGE_CODES.index(code) for code in asked.welcome))
    spoken = np.bitwise_count(people.languages[rows] & mask).astype(np.int64)
    points: Array = 1000 * spoken // len(asked.welcome) * DEFAULT.language // 1000
    return points


def by_duckdb(people: Columns) -> Callable[[Asked, int], Best]:
    """One table, one column an attribute, scanned by a vectorised engine on all cores."""
    base = duckdb.connect()
    base.register("given", _frame(people))
    base.execute("create table person as select * from given")

    def best(asked: Asked, k: int) -> Best:
        rows = base.execute(_question(asked, k)).fetchall()
        return [(text_of(high, low), score) for high, low, score in rows]

    return best


def _frame(people: Columns) -> pandas.DataFrame:
    skills = {f"s_{code}": people.skills[n] for n, code in enumerate(SKILL_CODES)}
    hours = {f"h_{byte}": people.hours[:, byte] for byte in range(people.hours.shape[1])}
    return pandas.DataFrame(
        {
            "high": people.ids[:, 0],
            "low": people.ids[:, 1],
            "region": people.region,
            "county": people.county,
            "languages": people.languages,
            "screened": people.screened,
            "reach": people.reach,
            "settled": people.settled(DEFAULT).astype(np.int32),
            "known": (people.skills > 0).sum(axis=0).astype(np.uint8),
            "active": people.active,
            **skills,
            **hours,
        }
    )


def _question(asked: Asked, k: int) -> str:
    part = [between(asked.county, home) for home in range(len(COUNTIES))]
    fit = [skill_part(len(asked.skills), n) for n in range(len(SKILL_CODES) + 1)]
    comes = _comes(asked).astype(int).reshape(-1).tolist()
    where = ["active", f"list_extract({comes}, reach::int * {len(COUNTIES)} + county + 1) = 1"]
    if asked.minors_on is not None:
        where.append(f"screened >= {asked.minors_on.toordinal()}")
    where += [f"s_{skill} >= {level}" for skill, level in asked.skills.items()]
    where += [f"(languages >> {LANGUAGE_CODES.index(c)}) & 1 = 1" for c in asked.languages]
    where += [f"(h_{hour // 8} >> {hour % 8}) & 1 = 1" for hour in asked.hours]
    own = int(asked.region.ljust(12, "0"))
    distance = f"case when region = {own} then 1000 else list_extract({part}, county::int + 1) end"
    mask = sum(1 << LANGUAGE_CODES.index(code) for code in asked.welcome)
    language = f"1000 * bit_count(languages & {mask}) // {len(asked.welcome)}" if mask else "1000"
    score = (
        f"settled + ({distance}) * {DEFAULT.distance} // 1000"
        f" + list_extract({fit}, known::int + 1) * {DEFAULT.skill} // 1000"
        f" + ({language}) * {DEFAULT.language} // 1000"
    )
    return (
        f"select high, low, ({score})::int as score from person where {' and '.join(where)}"
        f" order by score desc, high, low limit {k}"
    )
