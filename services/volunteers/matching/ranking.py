"""The best k of all volunteers, exactly, in one pass; and for the others, what stood in the way."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass

from services.volunteers.matching.rules import RULES, Person, Question, Rule, failed
from services.volunteers.matching.score import Score, score

EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    id: str
    region: str
    score: Score


@dataclass(frozen=True, slots=True)
class Refused:
    """`first`: how many failed this rule before any other; `only`: how many failed nothing else,
    so that relaxing this one rule would win them."""

    rule: Rule
    first: int
    only: int


class Ranking:
    """Consider everybody, then read the result. The higher score first, then the lower id."""

    def __init__(self, asked: Question, limit: int) -> None:
        self._asked = asked
        self._limit = limit
        self._best: list[tuple[int, _Descending, Candidate]] = []
        self._first: Counter[str] = Counter()
        self._only: Counter[str] = Counter()
        self.considered = 0
        self.examples: list[tuple[str, Rule]] = []
        """The first few refused, each with the first rule that failed."""

    @property
    def eligible(self) -> int:
        return self.considered - self._first.total()

    def consider(self, person: Person) -> None:
        self.considered += 1
        failures = failed(self._asked, person)
        if failures:
            self._refuse(person, failures)
        else:
            self._rank(person)

    def candidates(self) -> list[Candidate]:
        return [candidate for _, _, candidate in sorted(self._best, reverse=True)]

    def refused(self) -> list[Refused]:
        """The rules that refused somebody, in their order."""
        counted = (Refused(rule, self._first[rule.code], self._only[rule.code]) for rule in RULES)
        return [refused for refused in counted if refused.first]

    def _refuse(self, person: Person, failures: list[Rule]) -> None:
        self._first[failures[0].code] += 1
        if len(failures) == 1:
            self._only[failures[0].code] += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append((person.id, failures[0]))

    def _rank(self, person: Person) -> None:
        points = score(self._asked, person)
        candidate = Candidate(person.id, person.volunteer.region, points)
        entry = (points.total, _Descending(person.id), candidate)
        if len(self._best) < self._limit:
            heapq.heappush(self._best, entry)
        else:
            heapq.heappushpop(self._best, entry)


class _Descending(str):
    """An id that sorts backwards: at equal scores the lower one is the better."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)
