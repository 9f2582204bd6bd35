"""One rule of an area: a measure is at least a threshold, since a day, because a document says so.

Its versions are never rewritten: a change adds one, effective from a later day. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts.regions import within
from servicekit.scope import Scope
from services.registry.standards.measures import LOCAL_ITEM, Measure, measures


@dataclass(frozen=True, slots=True)
class Citation:
    document_id: str
    clause: str


@dataclass(frozen=True, slots=True)
class Version:
    """From `effective_from` on, until the next one; in the unit of the rule's measure."""

    at_least: int
    effective_from: date
    cites: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`kinds` of stations it is for, all when empty; `name` and `of_have` only where the measure
    is an item of the locality's own; `ended_on`: from this day it holds no more."""

    region: str
    measure: str
    versions: tuple[Version, ...]
    kinds: tuple[str, ...] = ()
    demonstration_only: bool = False
    name: str = ""
    of_have: str = ""
    ended_on: date | None = None

    @property
    def about(self) -> Measure:
        return measures()[self.measure]

    @property
    def have(self) -> str:
        return self.of_have or self.about.have

    @property
    def zh(self) -> str:
        return self.name or self.about.zh

    @property
    def en(self) -> str:
        return self.name or self.about.en

    @property
    def latest(self) -> Version:
        return self.versions[-1]

    def on(self, day: date) -> Version | None:
        """The version that holds on a day."""
        if self.ended_on is not None and self.ended_on <= day:
            return None
        return next((v for v in reversed(self.versions) if v.effective_from <= day), None)

    def item(self, id_: str) -> str:
        """What its answers go by in a check: the measure, or the id of a local rule."""
        return id_ if self.measure == LOCAL_ITEM else self.measure

    def is_for(self, kind: str, demonstration: bool) -> bool:
        return (not self.kinds or kind in self.kinds) and (
            demonstration or not self.demonstration_only
        )

    def reaches(self, scope: Scope) -> bool:
        """Whether it holds in a part of the scope: set there, or above."""
        return scope.allows(self.region) or within(scope.prefix, self.region)


def overlaps(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether a station can be of both these kinds; none named means all."""
    first, second = set(one), set(other)
    return not first or not second or bool(first & second)
