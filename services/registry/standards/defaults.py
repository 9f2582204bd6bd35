"""The standards a fresh register starts with: the six haves, and the local rules of the reports.

`rules.csv` is versioned data: a row is never edited. A row whose key is new sets a rule; a later
row with a known key is that rule's next version. What people have changed by then is left alone.
"""

from __future__ import annotations

import csv
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from importlib.resources import files

from contracts.registry.standards import RuleEvent
from servicekit.aggregate import Aggregates, Command
from servicekit.clock import Clock
from servicekit.scope import EVERYWHERE
from services.registry.policies.domain import PolicyDocument
from services.registry.policies.known import known_policies
from services.registry.standards.domain import Change, Standing, change_rule, set_rule
from services.registry.standards.rule import Citation, Rule, Version

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/standards")


@dataclass(frozen=True, slots=True)
class Default:
    since: int
    key: str
    rule: Rule

    @property
    def id(self) -> str:
        return default_id(self.key)


def default_id(key: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, key))


def known_documents() -> Mapping[str, PolicyDocument]:
    """By id: what the default rules cite."""
    return {known.id: known.document for known in known_policies().values()}


@lru_cache(maxsize=1)
def defaults() -> tuple[Default, ...]:
    with (files(__package__) / "rules.csv").open(encoding="utf-8") as lines:
        return tuple(_default(row) for row in csv.DictReader(lines))


def _default(row: dict[str, str]) -> Default:
    cites = Citation(known_policies()[row["document"]].id, row["clause"])
    effective_from = date.fromisoformat(row["effective_from"])
    rule = Rule(
        region=row["region"],
        measure=row["measure"],
        versions=(Version(int(row["at_least"]), effective_from, cites),),
        kinds=tuple(row["kinds"].split()),
        demonstration_only=bool(row["demonstration_only"]),
    )
    return Default(int(row["since"]), row["key"], rule)


def decided(rows: tuple[Default, ...], today: date) -> dict[str, Change]:
    """Each default rule with the events of all its versions, by id; the rules of the trade hold
    for the defaults too. Pure."""
    made: dict[str, Change] = {}
    for row in rows:
        rules = {id_: rule for id_, (rule, _) in made.items()}
        standing = Standing(rules, known_documents(), today)
        made[row.id] = _next(made.get(row.id), row, standing)
    return made


def _next(before: Change | None, row: Default, standing: Standing) -> Change:
    if before is None:
        return set_rule(row.id, row.rule, standing)
    events: list[RuleEvent] = before[1]
    rule, more = change_rule(before[0], row.rule.latest, standing)
    return rule, [*events, *more]


def lags(rule: Rule, default: Rule) -> bool:
    """Whether a rule is as an earlier version of the project left it. Pure."""
    known = len(rule.versions)
    untouched = rule == replace(default, versions=default.versions[:known])
    return untouched and known < len(default.versions)


def catch_up(rule: Rule, change: Change) -> Change:
    """The versions the project has added since. Pure."""
    default, events = change
    return (default, events[len(rule.versions) :]) if lags(rule, default) else (rule, [])


class DefaultStandards:
    """A component: enters the default rules that are not there yet, as events like any other."""

    def __init__(self, rules: Aggregates[Rule], clock: Clock) -> None:
        self._rules = rules
        self._clock = clock

    async def start(self) -> None:
        made = decided(defaults(), self._clock.today())
        name = f"default standards {max(row.since for row in defaults())}"
        command = Command(key=name, fingerprint=name)
        new = [(id_, change[0].region, change) for id_, change in made.items()]
        await self._rules.create_many(new, command)
        for stored in await self._rules.load_many(sorted(made)):
            if lags(stored.state, made[stored.id][0]):
                decide = partial(catch_up, change=made[stored.id])
                await self._rules.change(stored.id, EVERYWHERE, command, decide)

    async def stop(self) -> None:
        """Nothing runs on."""
