"""Why an inspection or a finding may not go on as asked; each says what would be right."""

from __future__ import annotations

from collections.abc import Mapping

from servicekit.errors import DomainError


class FindingStage(DomainError):
    code = "finding_stage"
    zh = "该问题当前为「{stage}」，不能{verb}；须先处于「{needed}」。"
    en = "The finding is {stage_en}; to {verb_en} it must be {needed_en} first."


class FindingTooLarge(DomainError):
    code = "finding_amount"
    status = 422
    zh = "问题金额超过所涉资金：所列流水（或该笔资金）最多为 {most} 分。"
    en = "The amount is above the money concerned: at most {most} fen by the movements named."

    @property
    def members(self) -> Mapping[str, object]:
        return {"most_fen": self.words["most"]}


class DeadlinePassed(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "整改期限 {given} 早于今天 {today}；请给出今天或以后的日期。"
    en = "The deadline {given} is before today, {today}; give today or later."


class DeadlineMissing(DomainError):
    code = "deadline_missing"
    status = 422
    zh = "退回重改须给出新的整改期限（deadline）。"
    en = "Sending a rectification back needs a new deadline."


class SameHands(DomainError):
    code = "recheck_by_another"
    status = 409
    zh = "报送整改的人不能自行复查；请由另一位经办人复查。"
    en = "Who reported the rectification may not re-check it; somebody else does."


class InspectionStage(DomainError):
    code = "inspection_stage"
    zh = "该次督查当前为「{stage}」，不能{verb}；须先处于「{needed}」。"
    en = "The inspection is {stage_en}; to {verb_en} it must be {needed_en} first."


class PeriodInverted(DomainError):
    code = "time_range"
    status = 422
    zh = "督查结束日 {ends} 早于开始日 {starts}。"
    en = "The inspection ends on {ends}, before it starts on {starts}."


class SampleEmpty(DomainError):
    code = "sample_empty"
    status = 422
    zh = "抽样为空：该地区该年度没有资金，或请在 sample 中列出资金编号。"
    en = "The sample is empty: the area has no fund lines of that year; or name them in sample."


class NotInSample(DomainError):
    code = "not_in_sample"
    status = 422
    zh = "该笔资金不在本次督查的抽样中。"
    en = "That fund line is not in this inspection's sample."


class SampleUnchecked(DomainError):
    code = "sample_unchecked"
    zh = "还有 {left} 笔抽样资金未检查，不能结束督查。"
    en = "{left} fund lines of the sample are not checked yet; the inspection cannot close."

    @property
    def members(self) -> Mapping[str, object]:
        return {"unchecked": self.words["ids"]}
