"""What a station refuses, and what would be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts import codes
from servicekit.errors import DomainError
from services.registry.stations.ladder import Requirement, Stage


class WrongStage(DomainError):
    code = "station_stage"
    status = 409
    zh = "社工站当前状态为「{stage}」，不能{verb}；须先处于「{needed}」。"
    en = "The station is {stage_en}; to {verb_en} it must be {needed_en} first."

    @classmethod
    def of(cls, stage: Stage, needed: tuple[Stage, ...], verb: str, verb_en: str) -> WrongStage:
        return cls(
            stage=stage.zh,
            stage_en=stage.value,
            needed="、".join(s.zh for s in needed),
            needed_en=" or ".join(s.value for s in needed),
            verb=verb,
            verb_en=verb_en,
        )


class DateOutOfOrder(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "日期 {given} 早于上一步的日期 {earlier}，请核对。"
    en = "{given} is before the previous step on {earlier}; check the date."


class DateInFuture(DomainError):
    code = "date_in_future"
    status = 422
    zh = "日期 {given} 晚于今天 {today}，只能登记已经发生的事。"
    en = "{given} is after today, {today}; only what has happened can be recorded."


class EvidenceMissing(DomainError):
    """`missing`: the kinds of evidence, code list `evidence_kinds`."""

    code = "evidence_missing"
    status = 422
    zh = "登记为「{rung}」须有依据；还缺：{missing_zh}。请一并提交，或先补交。"
    en = "To be {rung_en} the station must show evidence; missing: {missing_en}. File it first."

    def __init__(self, rung: Stage, missing: Sequence[Requirement]) -> None:
        self.missing = [required.evidence for required in missing]
        names = [codes.EVIDENCE_KINDS.require(kind) for kind in self.missing]
        super().__init__(
            pointer="/evidence",
            rung=rung.zh,
            rung_en=rung.value,
            missing_zh="、".join(name.name_zh for name in names),
            missing_en=", ".join(name.name_en for name in names),
        )

    @property
    def members(self) -> Mapping[str, object]:
        return {"missing": self.missing}


class EvidenceTooEarly(DomainError):
    code = "evidence_too_early"
    status = 422
    zh = "「{evidence}」属于「{rung}」这一步，该站当前为「{stage}」；请先登记这一步。"
    en = "{evidence_en} belongs to the step {rung_en}; the station is {stage_en}. Take it first."


class ParentNotAbove(DomainError):
    code = "parent_not_above"
    status = 422
    zh = "上级站点须在网络中高于本站：「{parent}」不能作「{child}」的上级。"
    en = "A parent stands above its child: a {parent_en} cannot be above a {child_en}."


class ParentElsewhere(DomainError):
    code = "parent_elsewhere"
    status = 422
    zh = "上级站点所辖地区不含本站所在地区；请选择同一地区的上级站点。"
    en = "The parent's area does not hold this station; choose one of the same area."


class ParentNotThere(DomainError):
    code = "parent_unknown"
    status = 422
    zh = "没有找到这个上级站点，或它已关闭。"
    en = "There is no such parent station, or it is closed."


class ChildrenLeftBehind(DomainError):
    """`children`: how many stations still belong to it."""

    code = "station_has_children"
    zh = "还有 {children} 个站点以本站为上级，不能这样变更；请先为它们另定上级。"
    en = "{children} stations still belong to this one; give them another parent first."


class NothingChanges(DomainError):
    code = "nothing_changes"
    status = 422
    zh = "所填内容与现在的登记相同，没有需要变更的。"
    en = "This is what the register says already; there is nothing to change."
