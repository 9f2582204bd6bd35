"""What a caller is shown of a rule and of the document it cites."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from servicekit.aggregate import Stored
from servicekit.fields import View
from services.registry.policies.domain import UNSEEN, PolicyDocument
from services.registry.standards.rule import Citation, Rule, Version


class CitationView(View):
    """`number` as far as it is known; `lacks`: what of the document's number and title is not."""

    document_id: str
    number: str | None
    title: str | None
    clause: str
    lacks: list[str]

    @classmethod
    def of(cls, cites: Citation, documents: Mapping[str, PolicyDocument]) -> CitationView:
        document = documents.get(cites.document_id, UNSEEN)
        return cls(
            document_id=cites.document_id,
            number=document.number or None,
            title=document.title or None,
            clause=cites.clause,
            lacks=list(document.lacks),
        )


class VersionView(View):
    at_least: int
    effective_from: date
    cites: CitationView

    @classmethod
    def of(cls, version: Version, documents: Mapping[str, PolicyDocument]) -> VersionView:
        return cls(
            at_least=version.at_least,
            effective_from=version.effective_from,
            cites=CitationView.of(version.cites, documents),
        )


class RuleView(View):
    """`at_least` as it holds on the day asked about, null when it does not; `unit` null where the
    item is there or not; `versions` oldest first."""

    id: str
    version: int
    region: str
    measure: str
    name_zh: str
    name_en: str
    have: str | None
    unit: str | None
    kinds: list[str]
    demonstration_only: bool
    at_least: int | None
    ended_on: date | None
    versions: list[VersionView]

    @classmethod
    def of(
        cls, stored: Stored[Rule], day: date, documents: Mapping[str, PolicyDocument]
    ) -> RuleView:
        rule = stored.state
        held = rule.on(day)
        return cls(
            id=stored.id,
            version=stored.version,
            region=rule.region,
            measure=rule.measure,
            name_zh=rule.zh,
            name_en=rule.en,
            have=rule.have or None,
            unit=rule.about.unit or None,
            kinds=list(rule.kinds),
            demonstration_only=rule.demonstration_only,
            at_least=held.at_least if held else None,
            ended_on=rule.ended_on,
            versions=[VersionView.of(version, documents) for version in rule.versions],
        )
