"""Random people and needs for matching, and the plain scan that says what is right."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from contracts import regions
from servicekit.clock import SHANGHAI
from servicekit.scope import Scope
from services.volunteers.matching.knowing import touched_hours
from services.volunteers.matching.points import points
from services.volunteers.matching.profile import (
    LANGUAGE_CODES,
    REACH_KM,
    SKILL_CODES,
    Asked,
    Profile,
)
from services.volunteers.matching.rules import RULES, Person, failed
from services.volunteers.matching.weights import DEFAULT
from services.volunteers.times import Window

HOMES = [r.code for r in regions.all() if r.code.startswith(("5325", "5326"))]
NEED_REGIONS = ["532501", "532501001", "532500", "530000", "532601"]
NOON = datetime(2026, 9, 7, 12, tzinfo=SHANGHAI)


def window(chance: random.Random) -> Window:
    starts = NOON + timedelta(hours=chance.randrange(0, 72))
    return Window(starts, starts + timedelta(minutes=chance.choice([60, 90, 180, 600])))


def a_profile(chance: random.Random) -> Profile:
    return Profile(
        region=chance.choice(HOMES),
        skills={s: chance.randint(1, 3) for s in chance.sample(SKILL_CODES, chance.randrange(4))},
        languages=frozenset(chance.sample(LANGUAGE_CODES[:4], chance.randrange(3))),
        hours=frozenset(h for h in range(168) if chance.random() < 0.9),
        screened_until=chance.choice([None, date(2026, 9, 8), date(2027, 1, 1)]),
        reach=chance.randrange(len(REACH_KM)),
        load_hours=chance.randrange(25),
        record=chance.randrange(0, 1001, 100),
        services=chance.randrange(5),
        active=chance.random() < 0.95,
        busy=tuple(window(chance) for _ in range(chance.choice([0, 0, 1, 2]))),
    )


def an_id(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128)))


def a_question(chance: random.Random, ids: list[str]) -> Asked:
    when = window(chance)
    return Asked(
        region=chance.choice(NEED_REGIONS),
        window=when,
        hours=frozenset(touched_hours(when)),
        skills={s: chance.randint(1, 3) for s in chance.sample(SKILL_CODES, chance.randrange(2))},
        languages=frozenset(chance.sample(LANGUAGE_CODES[:4], chance.randrange(2))),
        welcome=frozenset(chance.sample(LANGUAGE_CODES[:4], chance.randrange(3))),
        minors_on=chance.choice([None, None, when.ends.date()]),
        taken=frozenset(chance.sample(ids, min(len(ids), 2))),
    )


def scanned(people: Mapping[str, Profile], asked: Asked, k: int, scope: Scope) -> object:
    """Everybody looked at one by one, rule by rule."""
    seen = {i: p for i, p in people.items() if p.active and scope.allows(p.region)}
    failures = {i: failed(asked, Person(i, p)) for i, p in seen.items()}
    best = sorted(
        (-points(asked, seen[i], DEFAULT).score, i) for i, rules in failures.items() if not rules
    )
    first = Counter(rules[0].code for rules in failures.values() if rules)
    only = Counter(rules[0].code for rules in failures.values() if len(rules) == 1)
    return (
        [(i, -score) for score, i in best[:k]],
        len(seen),
        len(best),
        [(r.code, first[r.code], only[r.code]) for r in RULES if first[r.code]],
    )
