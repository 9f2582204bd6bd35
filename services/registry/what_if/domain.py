"""What if: a rule were set or changed, a station closed or added, staff moved. Pure.

Two worlds are judged by the same rules as any gap report, the one that is and the one supposed,
and set side by side. Nothing is written, and nothing here could write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from contracts import regions
from servicekit.errors import DomainError
from services.registry.checks.gaps import TOWNSHIP_KINDS, Place, Verdict, verdicts
from services.registry.standards.rule import Rule, Version
from services.registry.standards.rulebook import Rulebook

Effect = Literal["falls_below", "recovers"]


@dataclass(frozen=True, slots=True)
class StaffMove:
    """`persons` 人 and how many of them hold a certificate."""

    from_id: str
    to_id: str
    persons: int
    certified: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """Everything supposed at once. `rules` by id: new ones, and others with one more version or
    ended; `closed`: ids of stations; `added`: stations that do not exist."""

    rules: Mapping[str, Rule]
    closed: frozenset[str] = frozenset()
    added: tuple[Place, ...] = ()
    moves: tuple[StaffMove, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule on one place, before and after; None where it did not bind or does no more, or
    where the place was not there."""

    place: Place
    before: Verdict | None
    after: Verdict | None

    @property
    def verdict(self) -> Verdict:
        """The one that says it: as it would be, or else as it is."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a difference is about a rule that binds before or after")
        return found

    @property
    def effect(self) -> Effect:
        return "falls_below" if self.after is not None and not self.after.met else "recovers"


class TooFewStaff(DomainError):
    code = "too_few_staff"
    zh = "「{name}」登记的人员为 {there} 人，不足以调出 {asked} 人。"
    en = "“{name}” has {there} persons on record; {asked} cannot move away."


def suppose(places: Iterable[Place], what: Supposition) -> list[Place]:
    """The places as they would be. Raises TooFewStaff."""
    standing = {p.id: p for p in places if p.id not in what.closed}
    standing |= {place.id: place for place in what.added}
    for move in what.moves:
        _move(standing, move)
    counts = Counter(
        p.region[:9] for p in standing.values() if p.subject == "station" and _covers(p)
    )
    return [_covered(place, counts) for place in standing.values()]


def compare(
    before: Iterable[Place], after: Iterable[Place], is_: Rulebook, supposed: Rulebook
) -> list[Difference]:
    """Who falls below which rule and who recovers, in the order of reports. A station that closes
    takes its own gaps with it: that is no recovery."""
    was = {(v.place.key, v.binding.item): v for p in before for v in verdicts(p, is_)}
    found: list[Difference] = []
    for place in after:
        found += _differences(place, was, is_, supposed)
    return sorted(found, key=lambda d: (*d.place.key, d.verdict.binding.item))


def _differences(
    place: Place,
    was: Mapping[tuple[tuple[str, str], str], Verdict],
    is_: Rulebook,
    supposed: Rulebook,
) -> Iterator[Difference]:
    now = {v.binding.item: v for v in verdicts(place, supposed)}
    bound = {binding.item for binding in is_.binding(place.subjected)}
    for item in bound | now.keys():
        before, after = was.get((place.key, item)), now.get(item)
        fell = before is not None and not before.met
        falls = after is not None and not after.met
        if fell != falls:
            yield Difference(place, before, after)


def next_version(rule: Rule, at_least: int, day: date) -> Rule:
    """The rule as it would be on that day, citing what it cites now."""
    return replace(
        rule, versions=(*rule.versions, Version(at_least, day, rule.latest.cites)), ended_on=None
    )


def _move(standing: dict[str, Place], move: StaffMove) -> None:
    parts = (("social_workers", move.persons), ("certified_staff", move.certified))
    for item, asked in parts:
        leaving = standing[move.from_id]
        there = leaving.values.get(item, 0)
        if asked > there:
            raise TooFewStaff(name=leaving.name, there=there, asked=asked)
        standing[move.from_id] = _with(leaving, item, there - asked)
        joining = standing[move.to_id]
        if asked:
            standing[move.to_id] = _with(joining, item, joining.values.get(item, 0) + asked)


def _with(place: Place, item: str, value: int) -> Place:
    return replace(place, values={**place.values, item: value})


def _covers(place: Place) -> bool:
    return place.kind in TOWNSHIP_KINDS and len(place.region) >= 9


def _covered(place: Place, counts: Mapping[str, int]) -> Place:
    return place if place.subject == "station" else _with(place, "stations", counts[place.id])


def townships_in(found: Sequence[Difference]) -> list[str]:
    """The townships where somebody falls below, in order."""
    fallen = {d.place.region[:9] for d in found if d.effect == "falls_below"}
    return sorted(code for code in fallen if (r := regions.get(code)) and r.level == "township")
