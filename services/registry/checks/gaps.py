"""What falls short of which rule. Pure: places, rules and a day in; verdicts and gaps out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from contracts.codes import HAVES
from services.registry.checks.domain import Answer
from services.registry.standards.measures import Subject
from services.registry.standards.rulebook import Binding, Rulebook, Subjected

State = Literal["met", "unmet", "unrecorded"]

TOWNSHIP_KINDS = ("township", "subdistrict")
"""The kinds of station whose presence covers a township."""


@dataclass(frozen=True, slots=True)
class Place:
    """A station or a township as the rules see it; `values` by item, absent where nobody has
    recorded anything. A township's `id` is its code."""

    subject: Subject
    id: str
    name: str
    region: str
    kind: str = ""
    demonstration: bool = False
    values: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """The order of reports: by region, the township before its stations."""
        return self.region, self.id if self.subject == "station" else ""

    @property
    def subjected(self) -> Subjected:
        return Subjected(self.region, self.kind, self.demonstration, self.subject)

    def answered(self, given: Iterable[Answer], demonstration: bool | None = None) -> Place:
        """The place as it is with these answers."""
        values = {**self.values, **{answer.item: answer.amount for answer in given}}
        held = self.demonstration if demonstration is None else demonstration
        return replace(self, values=values, demonstration=held)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule applied to one place."""

    place: Place
    binding: Binding

    @property
    def value(self) -> int | None:
        return self.place.values.get(self.binding.item)

    @property
    def needed(self) -> int:
        return self.binding.version.at_least

    @property
    def state(self) -> State:
        if self.value is None:
            return "unrecorded"
        return "met" if self.value >= self.needed else "unmet"

    @property
    def met(self) -> bool:
        return self.state == "met"

    @property
    def lacking(self) -> int:
        return max(0, self.needed - (self.value or 0))


@dataclass(frozen=True, slots=True)
class Score:
    """`met` of `applied` rules of the six haves; `haves`: those met, of those that ask anything."""

    met: int
    applied: int
    haves: tuple[str, ...]
    asked: tuple[str, ...]

    @property
    def percent(self) -> int | None:
        return self.met * 100 // self.applied if self.applied else None


def verdicts(place: Place, book: Rulebook) -> Iterator[Verdict]:
    """Every rule that binds the place, in the order of their items."""
    return (Verdict(place, binding) for binding in book.binding(place.subjected))


def gaps(places: Iterable[Place], book: Rulebook) -> Iterator[Verdict]:
    """What falls short, place by place: a value too small, or none recorded."""
    for place in places:
        for binding in book.binding(place.subjected):
            value = place.values.get(binding.item)
            if value is None or value < binding.version.at_least:
                yield Verdict(place, binding)


def score(place: Place, book: Rulebook) -> Score:
    judged = [v for v in verdicts(place, book) if v.binding.rule.have]
    failed = {v.binding.rule.have for v in judged if not v.met}
    asked = {v.binding.rule.have for v in judged}
    return Score(
        met=sum(v.met for v in judged),
        applied=len(judged),
        haves=tuple(have for have in HAVES.codes if have in asked - failed),
        asked=tuple(have for have in HAVES.codes if have in asked),
    )
