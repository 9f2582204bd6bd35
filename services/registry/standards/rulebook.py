"""The rules of one day, and which of them bind a station or a township. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from contracts.regions import significant, within
from services.registry.policies.domain import PolicyDocument
from services.registry.standards.measures import Subject
from services.registry.standards.rule import Rule, Version


@dataclass(frozen=True, slots=True)
class Binding:
    """A rule that binds, in the version that holds."""

    rule_id: str
    rule: Rule
    version: Version

    @property
    def item(self) -> str:
        return self.rule.item(self.rule_id)


@dataclass(frozen=True, slots=True)
class Subjected:
    """What decides which rules bind: where it is, and what it is."""

    region: str
    kind: str = ""
    demonstration: bool = False
    subject: Subject = "station"


class Rulebook:
    """The rules of one day. Of several that ask for the same thing the strictest binds; where
    two ask for as much, the one set higher up is cited."""

    def __init__(
        self, rules: Mapping[str, Rule], documents: Mapping[str, PolicyDocument], day: date
    ) -> None:
        self.rules = rules
        self.documents = documents
        self.day = day
        self._bindings: dict[Subjected, tuple[Binding, ...]] = {}
        self._held = [
            Binding(id_, rule, held) for id_, rule in rules.items() if (held := rule.on(day))
        ]
        self._held.sort(key=lambda b: (len(significant(b.rule.region)), b.rule_id))

    def binding(self, who: Subjected) -> tuple[Binding, ...]:
        """In the order of their items."""
        known = self._bindings.get(who)
        if known is None:
            found = _strictest(self._reaching(who))
            known = self._bindings[who] = tuple(found[item] for item in sorted(found))
        return known

    def _reaching(self, who: Subjected) -> Iterable[Binding]:
        return (
            held
            for held in self._held
            if within(who.region, held.rule.region)
            and held.rule.about.subject == who.subject
            and held.rule.is_for(who.kind, who.demonstration)
        )


def _strictest(found: Iterable[Binding]) -> dict[str, Binding]:
    strictest: dict[str, Binding] = {}
    for binding in found:
        known = strictest.get(binding.item)
        if known is None or known.version.at_least < binding.version.at_least:
            strictest[binding.item] = binding
    return strictest
