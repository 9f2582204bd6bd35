"""What a caller is shown of checks, gaps and the haves of an area."""

from __future__ import annotations

from datetime import date

from contracts import codes
from servicekit.fields import View
from services.registry.checks.domain import Answer, StationCheck
from services.registry.checks.gaps import Score, State, Verdict
from services.registry.standards.measures import Subject
from services.registry.standards.rulebook import Rulebook
from services.registry.standards.views import CitationView


class GapView(View):
    """A rule a place falls short of. `value` is null while nobody has recorded one; `satisfied_by`
    says what would do."""

    subject: Subject
    id: str
    name: str
    region: str
    kind: str | None
    rule_id: str
    rule_region: str
    measure: str
    name_zh: str
    have: str | None
    unit: str | None
    needed: int
    value: int | None
    lacking: int
    state: State
    cites: CitationView
    satisfied_by: str
    satisfied_by_en: str

    @classmethod
    def of(cls, verdict: Verdict, book: Rulebook) -> GapView:
        place, binding = verdict.place, verdict.binding
        zh, en = satisfied_by(verdict)
        return cls(
            subject=place.subject,
            id=place.id,
            name=place.name,
            region=place.region,
            kind=place.kind or None,
            rule_id=binding.rule_id,
            rule_region=binding.rule.region,
            measure=binding.rule.measure,
            name_zh=binding.rule.zh,
            have=binding.rule.have or None,
            unit=binding.rule.about.unit or None,
            needed=verdict.needed,
            value=verdict.value,
            lacking=verdict.lacking,
            state=verdict.state,
            cites=CitationView.of(binding.version.cites, book.documents),
            satisfied_by=zh,
            satisfied_by_en=en,
        )


def satisfied_by(verdict: Verdict) -> tuple[str, str]:
    """What would meet the rule, in Chinese and English."""
    rule, unit = verdict.binding.rule, verdict.binding.rule.about.unit
    if not unit:
        return (
            f"配备或落实「{rule.zh}」，并登记检查结果。",
            f"Have it ({rule.en}) and record a check.",
        )
    if unit == "分":
        yuan = f"{verdict.lacking / 100:g}"
        return f"「{rule.zh}」再增加 {yuan} 元。", f"{rule.en}: {yuan} yuan more."
    zh = f"「{rule.zh}」达到 {verdict.needed} {unit}（尚缺 {verdict.lacking} {unit}）。"
    return zh, f"{rule.en}: at least {verdict.needed}, {verdict.lacking} more."


class AnswerView(View):
    item: str
    amount: int
    on: date
    evidence: str | None

    @classmethod
    def of(cls, answer: Answer) -> AnswerView:
        return cls(
            item=answer.item,
            amount=answer.amount,
            on=answer.on,
            evidence=answer.evidence or None,
        )


class HaveView(View):
    """One of the six haves: whether all its rules hold, null where none asks for it here."""

    have: str
    name_zh: str
    met: bool | None


class CheckedView(View):
    on: date
    met: int
    applied: int


class CheckView(View):
    """A station against its standards today; `version` 0 and no answers before the first check."""

    station_id: str
    name: str
    region: str
    kind: str
    version: int
    demonstration: bool
    met: int
    applied: int
    percent: int | None
    haves: list[HaveView]
    answers: list[AnswerView]
    checks: list[CheckedView]
    gaps: list[GapView]


def haves(score: Score) -> list[HaveView]:
    return [
        HaveView(
            have=have.code,
            name_zh=have.name_zh,
            met=have.code in score.haves if have.code in score.asked else None,
        )
        for have in codes.HAVES
    ]


def answers(check: StationCheck | None) -> list[AnswerView]:
    return [AnswerView.of(answer) for answer in check.answers] if check else []


def checked(check: StationCheck | None) -> list[CheckedView]:
    done = check.checks if check else ()
    return [CheckedView(on=d.on, met=d.met, applied=d.applied) for d in done]


class AreaView(View):
    """How the stations of an area stand: how many there are, were ever checked, meet each have and
    all six; `townships` of which `covered` have a station of their own. `percent` is the share of
    all rules met."""

    region: str
    name: str
    stations: int
    checked: int
    meet: dict[str, int]
    meet_all: int
    met: int
    applied: int
    percent: int | None
    townships: int
    covered: int


class AreasView(View):
    total: AreaView
    items: list[AreaView]
