"""Setting, changing and ending rules. A lower area may only tighten what holds above it. Pure.

`Standing` is what the decision looks at: the rules there are, the documents, the caller's day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts import regions
from contracts.registry.standards import RuleChanged, RuleEnded, RuleEvent, RuleSet
from services.registry.policies.domain import UNSEEN, PolicyDocument, superseded_by
from services.registry.standards.measures import LOCAL_ITEM
from services.registry.standards.refusals import (
    DocumentDoesNotReach,
    DocumentNotInForce,
    KindsNotApplicable,
    LocalItemIncomplete,
    LooserThanAbove,
    NotAfterLast,
    RuleExists,
    RuleOver,
    ThresholdInvalid,
)
from services.registry.standards.rule import Rule, Version, overlaps

Change = tuple[Rule, list[RuleEvent]]


@dataclass(frozen=True, slots=True)
class Standing:
    """All rules and documents, by id."""

    rules: Mapping[str, Rule]
    documents: Mapping[str, PolicyDocument]
    today: date


def set_rule(id_: str, rule: Rule, standing: Standing) -> Change:
    """A first version. Raises what `refusals` lists."""
    _well_formed(rule)
    _refuse_twin(id_, rule, standing)
    _citable(rule, rule.latest, standing)
    refuse_looser(rule, rule.latest, standing)
    return rule, [
        RuleSet(
            **_facts(rule, rule.latest, standing),
            at_least=rule.latest.at_least,
            effective_from=rule.latest.effective_from,
        )
    ]


def change_rule(rule: Rule, version: Version, standing: Standing) -> Change:
    """Another version, from a later day; what held before stays on record."""
    _still_holds(rule)
    last = rule.latest
    if version.effective_from <= last.effective_from:
        raise NotAfterLast(given=version.effective_from, last=last.effective_from)
    changed = replace(rule, versions=(*rule.versions, version))
    _well_formed(changed)
    _citable(changed, version, standing)
    refuse_looser(changed, version, standing)
    return changed, [
        RuleChanged(
            **_facts(changed, version, standing),
            was_at_least=last.at_least,
            at_least=version.at_least,
            effective_from=version.effective_from,
        )
    ]


def end_rule(rule: Rule, on: date, standing: Standing) -> Change:
    """The rule holds no more from `on`; what holds above it still does."""
    _still_holds(rule)
    if on < rule.latest.effective_from:
        raise NotAfterLast(given=on, last=rule.latest.effective_from)
    event = RuleEnded(**_facts(rule, rule.latest, standing), ended_on=on)
    return replace(rule, ended_on=on), [event]


def above(rule: Rule, day: date, rules: Mapping[str, Rule]) -> Iterator[tuple[str, Rule, Version]]:
    """The rules for the same measure that also bind its stations, set in an area that holds its
    own. A rule for demonstration sites alone is an extra, not a floor for the others."""
    for id_, other in rules.items():
        held = other.on(day)
        if (
            held is not None
            and other.measure == rule.measure
            and other.region != rule.region
            and regions.within(rule.region, other.region)
            and overlaps(rule.kinds, other.kinds)
            and (rule.demonstration_only or not other.demonstration_only)
        ):
            yield id_, other, held


def refuse_looser(rule: Rule, version: Version, standing: Standing) -> None:
    """Raises LooserThanAbove."""
    if rule.measure == LOCAL_ITEM:
        return
    for id_, other, held in above(rule, version.effective_from, standing.rules):
        if version.at_least < held.at_least:
            document = standing.documents.get(held.cites.document_id, UNSEEN)
            raise LooserThanAbove(
                rule_id=id_,
                name=rule.zh,
                name_en=rule.en,
                area=_area(other.region),
                needed=held.at_least,
                document=document.name,
                clause=held.cites.clause,
            )


def _refuse_twin(id_: str, rule: Rule, standing: Standing) -> None:
    for other_id, other in standing.rules.items():
        if (
            other_id != id_
            and rule.measure != LOCAL_ITEM
            and (other.region, other.measure) == (rule.region, rule.measure)
            and (set(other.kinds), other.demonstration_only)
            == (set(rule.kinds), rule.demonstration_only)
            and (other.ended_on is None or other.ended_on > rule.latest.effective_from)
        ):
            raise RuleExists(
                area=_area(rule.region), name=rule.zh, name_en=rule.en, rule_id=other_id
            )


def _citable(rule: Rule, version: Version, standing: Standing) -> None:
    id_, day = version.cites.document_id, version.effective_from
    document = standing.documents.get(id_, UNSEEN)
    if not regions.within(rule.region, document.region):
        raise DocumentDoesNotReach(
            document_area=_area(document.region), area=_area(rule.region), pointer="/document_id"
        )
    if not document.in_force(day) or superseded_by(id_, day, standing.documents):
        raise DocumentNotInForce(day=day, pointer="/document_id")


def _well_formed(rule: Rule) -> None:
    local = rule.measure == LOCAL_ITEM
    if local != bool(rule.name) or local != bool(rule.of_have):
        raise LocalItemIncomplete(pointer="/name")
    if not rule.about.unit and rule.latest.at_least != 1:
        raise ThresholdInvalid(name=rule.zh, name_en=rule.en, pointer="/at_least")
    if rule.about.subject == "township" and (rule.kinds or rule.demonstration_only):
        raise KindsNotApplicable(name=rule.zh, name_en=rule.en, pointer="/kinds")


def _still_holds(rule: Rule) -> None:
    if rule.ended_on is not None:
        raise RuleOver(on=rule.ended_on)


def _facts(rule: Rule, version: Version, standing: Standing) -> dict[str, Any]:
    return {
        "region": rule.region,
        "occurred_on": standing.today,
        "measure": rule.measure,
        "have": rule.have,
        "kinds": rule.kinds,
        "demonstration_only": rule.demonstration_only,
        "document_id": version.cites.document_id,
        "document_number": standing.documents.get(version.cites.document_id, UNSEEN).number,
        "clause": version.cites.clause,
    }


def _area(code: str) -> str:
    region = regions.get(code)
    return region.name if region else code
