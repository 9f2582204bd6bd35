"""What a caller is shown of a supposition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from servicekit.fields import View
from servicekit.paging import Page
from services.registry.checks.gaps import State, Verdict
from services.registry.standards.measures import Subject
from services.registry.standards.rulebook import Rulebook
from services.registry.standards.views import CitationView
from services.registry.what_if.domain import Difference, Effect


class JudgedView(View):
    """One rule on one place; `cites` is null for a rule nobody has set yet."""

    rule_id: str | None
    rule_region: str
    needed: int
    value: int | None
    state: State
    cites: CitationView | None

    @classmethod
    def of(cls, verdict: Verdict | None, book: Rulebook) -> JudgedView | None:
        if verdict is None:
            return None
        binding = verdict.binding
        cited = bool(binding.version.cites.document_id)
        return cls(
            rule_id=binding.rule_id if cited else None,
            rule_region=binding.rule.region,
            needed=verdict.needed,
            value=verdict.value,
            state=verdict.state,
            cites=CitationView.of(binding.version.cites, book.documents) if cited else None,
        )


class DifferenceView(View):
    """`before` is null where the rule did not bind, or the station was not there."""

    effect: Effect
    subject: Subject
    id: str
    name: str
    region: str
    measure: str
    name_zh: str
    have: str | None
    unit: str | None
    before: JudgedView | None
    after: JudgedView | None

    @classmethod
    def of(cls, difference: Difference, book: Rulebook) -> DifferenceView:
        place, verdict = difference.place, difference.verdict
        rule = verdict.binding.rule
        return cls(
            effect=difference.effect,
            subject=place.subject,
            id=place.id,
            name=place.name,
            region=place.region,
            measure=rule.measure,
            name_zh=rule.zh,
            have=rule.have or None,
            unit=rule.about.unit or None,
            before=JudgedView.of(difference.before, book),
            after=JudgedView.of(difference.after, book),
        )


class TownshipName(View):
    code: str
    name: str


class Outcome(View):
    """`items` by region, `next` as in any list; the sums are over all of them. `townships`: those
    where somebody would fall below."""

    falls_below: int
    recovers: int
    stations: int
    townships: list[TownshipName]
    items: list[DifferenceView]
    next: str | None

    @classmethod
    def of(
        cls,
        page: Page[DifferenceView],
        found: Sequence[Difference],
        townships: Sequence[tuple[str, str]],
    ) -> Outcome:
        effects = Counter(difference.effect for difference in found)
        fallen = {
            d.place.id for d in found if d.effect == "falls_below" and d.place.subject == "station"
        }
        return cls(
            falls_below=effects["falls_below"],
            recovers=effects["recovers"],
            stations=len(fallen),
            townships=[TownshipName(code=code, name=name) for code, name in townships],
            items=page.items,
            next=page.next,
        )
