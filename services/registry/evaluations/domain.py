"""The evaluation of a contract's year: four aspects, by itself and by a third party. Pure.

The third party's scores, weighed, conclude it; the grade feeds the next year's proposal.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contracts import codes
from contracts.registry.purchasing import ContractEvent, EvaluationConcluded, EvaluationScored
from servicekit.errors import DomainError

WEIGHTS: Mapping[int, Mapping[str, int]] = {
    1: {"administration": 25, "service_results": 35, "project_management": 25, "social_effect": 15}
}
"""Per cent, by version; an evaluation keeps the version it was begun with."""
LATEST = max(WEIGHTS)

GRADES = ((90, "excellent"), (80, "good"), (60, "passed"), (0, "failed"))
FACTORS: Mapping[str, int] = {"excellent": 110, "good": 100, "passed": 90, "failed": 0}
"""Next year's sum in per cent of this year's: a proposal people decide on, never automatic."""

_NAMESPACE = uuid.UUID("6d5a2c9e-0f51-5b0d-b1c7-52d4a4c5a901")


class AspectsIncomplete(DomainError):
    code = "aspects_incomplete"
    status = 422
    zh = "请为四个方面都打分（0 至 100）：{aspects}。"
    en = "Give all four aspects a score of 0 to 100: {aspects_en}."


class Concluded(DomainError):
    code = "evaluation_concluded"
    zh = "该年度评估已经得出结论，不能再打分。"
    en = "The evaluation of that year is concluded; it takes no more scores."


class ThirdPartyMissing(DomainError):
    code = "third_party_missing"
    zh = "须先有第三方评估的打分，才能得出结论。"
    en = "A third party has to score it before it is concluded."


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """`scores` by evaluator and aspect, 0..100; `score` and `grade` once concluded."""

    contract_id: str
    contractor_id: str
    region: str
    year: int
    weights: int = LATEST
    scores: dict[str, dict[str, int]] = field(default_factory=dict)
    score: int | None = None
    grade: str = ""


Change = tuple[Evaluation, list[ContractEvent]]


def evaluation_id(contract_id: str, year: int) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{contract_id}/{year}"))


def give_scores(evaluation: Evaluation, by: str, scores: Mapping[str, int], today: date) -> Change:
    """A whole set of scores; it takes the place of the same evaluator's earlier one."""
    if evaluation.grade:
        raise Concluded()
    if set(scores) != set(codes.EVALUATION_ASPECTS.codes):
        raise AspectsIncomplete(
            aspects="、".join(code.name_zh for code in codes.EVALUATION_ASPECTS),
            aspects_en=", ".join(codes.EVALUATION_ASPECTS.codes),
            pointer="/scores",
        )
    if evaluation.scores.get(by) == scores:
        return evaluation, []
    event = EvaluationScored(**_about(evaluation, today), by=by, scores=dict(scores))
    return replace(evaluation, scores={**evaluation.scores, by: dict(scores)}), [event]


def conclude(evaluation: Evaluation, today: date) -> Change:
    if evaluation.grade:
        return evaluation, []
    given = evaluation.scores.get("third_party")
    if given is None:
        raise ThirdPartyMissing()
    score = weighed(given, evaluation.weights)
    grade = next(name for least, name in GRADES if score >= least)
    event = EvaluationConcluded(
        **_about(evaluation, today), score=score, grade=grade, weights=evaluation.weights
    )
    return replace(evaluation, score=score, grade=grade), [event]


def weighed(scores: Mapping[str, int], version: int) -> int:
    """0..100, half a point and more rounded up."""
    total = sum(WEIGHTS[version][aspect] * score for aspect, score in scores.items())
    return (total + 50) // 100


def proposed_fen(yearly_fen: int, grade: str) -> int:
    return yearly_fen * FACTORS[grade] // 100


def _about(evaluation: Evaluation, today: date) -> dict[str, Any]:
    return {
        "region": evaluation.region,
        "occurred_on": today,
        "contractor_id": evaluation.contractor_id,
        "contract_id": evaluation.contract_id,
        "year": evaluation.year,
    }
