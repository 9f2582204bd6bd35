"""Why a step of a project is refused, and what would satisfy it."""

from __future__ import annotations

from servicekit.errors import DomainError


class ProjectStage(DomainError):
    code = "project_stage"
    zh = "项目当前为「{stage}」，须先处于「{needed}」。"
    en = "The project is {stage_en}; it must be {needed_en} first."


class SourceOnce(DomainError):
    code = "part_twice"
    status = 422
    zh = "同一资金来源和出资方只能列一项。"
    en = "A source and its funder have one part."


class NotASource(DomainError):
    code = "source_not_single"
    status = 422
    zh = "「各类来源合计」不是一个资金来源；请逐项列出。"
    en = "“All sources” is a sum, not a source; list the parts."


class ApprovalLevel(DomainError):
    code = "approval_level"
    status = 403
    zh = "{kind}项目、计划 {planned} 分，须由{needed}部门批准。"
    en = "A {kind_en} project of {planned} fen is approved by an office of {needed_en} level."


class NoMilestones(DomainError):
    code = "milestone_dates"
    status = 422
    zh = "每个里程碑的日期须在项目期 {starts} 至 {ends} 之内。"
    en = "Every milestone is due within the project's term, {starts} to {ends}."


class NoSuchMilestone(DomainError):
    code = "milestone_unknown"
    status = 422
    zh = "项目没有第 {number} 个里程碑；共 {count} 个。"
    en = "The project has no milestone {number}; it has {count}."


class NoSuchPart(DomainError):
    code = "part_unknown"
    status = 422
    zh = "项目没有第 {number} 项资金；共 {count} 项。"
    en = "The project has no part {number}; it has {count}."


class BudgetExceeded(DomainError):
    code = "budget_exceeded"
    zh = "该项资金计划 {planned} 分、已支出 {spent} 分，还可支出 {left} 分。"
    en = "This part is {planned} fen, {spent} fen are spent: {left} fen are left."


class TooManyEntries(DomainError):
    code = "entries_limit"
    zh = "一个项目至多登记 {limit} 笔。"
    en = "A project holds {limit} entries at most."


class NoSuchSpending(DomainError):
    code = "spending_unknown"
    status = 404
    zh = "项目没有这笔支出，或已冲销。"
    en = "The project has no such spending, or it is reversed already."


class NoSuchVisit(DomainError):
    code = "visit_unknown"
    status = 422
    zh = "第 {number} 次督导没有待整改的问题。"
    en = "Supervision visit {number} has nothing open to put right."


class NotReadyForAcceptance(DomainError):
    code = "not_ready_for_acceptance"
    zh = "验收前须完成全部里程碑（还差 {milestones} 个）并整改督导问题（还差 {visits} 项），"
    zh += "且至少督导一次（已 {visited} 次）。"
    en = "Before acceptance every milestone is reached ({milestones} missing), what supervision "
    en += "asked for is done ({visits} open), and there was a visit (so far {visited})."


class AuditDiffers(DomainError):
    code = "audit_differs"
    zh = "审计认定支出 {audited} 分，与登记的 {spent} 分不一致；请先更正支出，或以「有问题」结论。"
    en = "The audit found {audited} fen spent and {spent} fen are entered; correct the entries, "
    en += "or conclude with findings."


class SameOrganisation(DomainError):
    code = "organisation_paired"
    zh = "项目已与一家机构结对；须先解除。"
    en = "The project is paired with an organisation; undo that first."
