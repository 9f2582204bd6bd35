"""Why a step of a call, a proposal or a vote is refused, and what would satisfy it."""

from __future__ import annotations

from servicekit.errors import DomainError


class CallDates(DomainError):
    code = "time_range"
    status = 422
    zh = "日期须依次为：开始征集 ≤ 征集截止 < 开始投票 ≤ 投票截止，且征集截止不早于今天。"
    en = "Days come in order: opening, end of proposals (today or later), first day of voting, "
    en += "last day."


class MostAboveBudget(DomainError):
    code = "most_above_budget"
    status = 422
    zh = "单项上限不能高于总预算 {budget} 分。"
    en = "One proposal gets no more than the whole budget, {budget} fen."


class NotTheTime(DomainError):
    code = "call_not_open"
    zh = "{what}的时间为 {first} 至 {last}。"
    en = "The time for this is {first} to {last}."


class AskedTooMuch(DomainError):
    code = "asked_too_much"
    status = 422
    zh = "每项申请不超过 {most} 分。"
    en = "A proposal asks for {most} fen at most."


class ProposalStage(DomainError):
    code = "proposal_stage"
    zh = "提案当前为「{stage}」，须先处于「{needed}」。"
    en = "The proposal is {stage_en}; it must be {needed_en} first."


class ProposalElsewhere(DomainError):
    code = "proposal_outside_call"
    status = 422
    zh = "提案所在地区须在征集活动的地区之内。"
    en = "A proposal lies within the area of its call."


class VoterElsewhere(DomainError):
    code = "voter_outside_call"
    status = 403
    zh = "只有征集地区内的人可以投票。"
    en = "Only people of the call's area vote in it."


class AlreadyVoted(DomainError):
    code = "already_voted"
    zh = "您在此次活动中已经投过票，每人一票。"
    en = "You have voted in this call; everybody has one vote."


class NotAnotherCall(DomainError):
    code = "proposal_of_another_call"
    status = 422
    zh = "该提案不属于此次征集。"
    en = "The proposal belongs to another call."


class NotCountedYet(DomainError):
    code = "votes_not_counted"
    zh = "须先在投票截止（{last}）之后计票。"
    en = "The votes are counted first, after the last day of voting, {last}."


class NotRanked(DomainError):
    code = "proposal_not_ranked"
    zh = "该提案未进入计票结果，不能资助。"
    en = "The proposal is not in the count, so it gets no grant."


class GrantBudgetExceeded(DomainError):
    code = "budget_exceeded"
    zh = "总预算 {budget} 分、已资助 {awarded} 分，还可资助 {left} 分。"
    en = "The budget is {budget} fen, {awarded} fen are awarded: {left} fen are left."


class MoreThanAsked(DomainError):
    code = "award_above_asked"
    status = 422
    zh = "资助金额不能超过申请的 {asked} 分。"
    en = "A grant is no more than the {asked} fen asked for."


class AlreadyAwarded(DomainError):
    code = "already_awarded"
    zh = "该提案已获资助 {amount} 分。"
    en = "The proposal has a grant of {amount} fen."


class BetterRankedFirst(DomainError):
    code = "better_ranked_first"
    zh = "得票靠前、剩余预算足够的提案尚未资助（第 {rank} 名）；先资助它，或写明理由。"
    en = "Number {rank} of the ranking has no grant though the budget would do; award it first, "
    en += "or give the reason."


class NoSuchAward(DomainError):
    code = "award_unknown"
    status = 404
    zh = "该提案没有资助。"
    en = "The proposal has no grant."


class SpentAlready(DomainError):
    code = "grant_spent"
    zh = "资助已支出 {spent} 分，不能收回。"
    en = "{spent} fen of the grant are spent; it cannot be taken back."


class GrantExceeded(DomainError):
    code = "grant_exceeded"
    zh = "资助 {amount} 分、已报告支出 {spent} 分，还可支出 {left} 分。"
    en = "The grant is {amount} fen, {spent} fen are spent: {left} fen are left."


class TooManyProposals(DomainError):
    code = "entries_limit"
    zh = "一次征集至多 {limit} 项提案进入计票。"
    en = "A call ranks {limit} proposals at most."
