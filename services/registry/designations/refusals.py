"""What a designation refuses; a broken rule names its document and clause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from contracts.registry.designations import Scheme
from servicekit.errors import DomainError


class _Cited(DomainError):
    """`members`: the rule that is broken, for programs."""

    code = "rule_broken"
    zh = "违反规定（{document} {clause}）。"
    en = "Against a rule ({document}, {clause})."

    @classmethod
    def of(cls, scheme: Scheme, pointer: str | None = None, **words: object) -> Self:
        cited = {"document": scheme.document_number, "clause": scheme.clause}
        return cls(pointer=pointer, **cited, **words)

    @property
    def members(self) -> Mapping[str, object]:
        return {
            "rule": self.code,
            "document": self.words["document"],
            "clause": self.words["clause"],
        }


class LooserThanAbove(_Cited):
    code = "looser_than_above"
    status = 422
    zh = "下级方案只能更严，不能放宽上级要求（{document} {clause}）。"
    en = "An area may only tighten what holds above it ({document}, {clause})."


class CountyCeilingReached(_Cited):
    code = "county_ceiling_reached"
    zh = (
        "本县{level}{kind}最多 {limit} 个，现有 {held} 个（{document} {clause}）；"
        "须先有到期或撤销的，或由上级调整上限。"
    )
    en = (
        "A county has at most {limit} designations of this kind and level and has {held} "
        "({document}, {clause}); one must end first, or the ceiling be raised above."
    )

    @property
    def members(self) -> Mapping[str, object]:
        counts = {"limit": self.words["limit"], "held": self.words["held"]}
        return {**super().members, **counts}


class RungTooLow(_Cited):
    code = "rung_too_low"
    zh = "该站当前为「{stage}」，须达到「{rung}」（{document} {clause}）。"
    en = "The station is {stage_en}; it must have come to {rung_en} ({document}, {clause})."


class TooFewCertified(_Cited):
    code = "too_few_certified"
    zh = "该站持证社工 {have} 人，至少须 {least} 人（{document} {clause}）。"
    en = "The station has {have} certified staff; it takes {least} ({document}, {clause})."


class CriterionNotConfirmed(_Cited):
    code = "criterion_not_confirmed"
    status = 422
    zh = "创建条件「{criterion}」尚未确认（{document} {clause}）。"
    en = "The criterion “{criterion_en}” is not confirmed ({document}, {clause})."


class ValidTooLong(_Cited):
    code = "valid_too_long"
    status = 422
    zh = "有效期最长 {months} 个月，最迟到 {latest}（{document} {clause}）。"
    en = "It is valid for {months} months at most, until {latest} ({document}, {clause})."


class SchemeMissing(DomainError):
    code = "scheme_missing"
    zh = "本地区还没有该级别的创建方案；请先由主管部门登记方案（上限、条件和文号）。"
    en = "No scheme is set for this kind and level here; set its ceiling, criteria and document."


class AboveTheOfficersLevel(DomainError):
    code = "level_above_officer"
    status = 403
    zh = "{level}的认定须由同级或上级主管部门登记。"
    en = "A designation of this level is granted by an office of that level or above."


class AlreadyDesignated(DomainError):
    code = "already_designated"
    zh = "该站在此期间已是{level}{kind}；如需延长请办理延期。"
    en = "The station is designated so at that time already; extend that designation."


class DesignationOver(DomainError):
    code = "designation_over"
    zh = "该认定已到期或撤销，不能再变更；如需要请重新认定。"
    en = "The designation has ended and changes no more; grant a new one."


class EndsTooEarly(DomainError):
    code = "time_range"
    status = 422
    zh = "到期日须晚于 {after}。"
    en = "The last day must be after {after}."


class PlaceUnclear(DomainError):
    code = "county_unknown"
    status = 422
    zh = "该站没有登记到县级以下地区，不能认定。"
    en = "The station names no county, so it cannot be designated."
