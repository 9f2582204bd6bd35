"""Why a step of talks is refused, and what would satisfy it."""

from __future__ import annotations

from servicekit.errors import DomainError


class TalksStage(DomainError):
    code = "talks_stage"
    zh = "洽谈会当前为「{stage}」，须先处于「{needed}」。"
    en = "The talks are {stage_en}; they must be {needed_en} first."


class PlannedInThePast(DomainError):
    code = "time_range"
    status = 422
    zh = "洽谈会的日期不能早于今天 {today}。"
    en = "Talks are planned for today, {today}, or later."


class NotInvited(DomainError):
    code = "organisation_not_invited"
    zh = "该机构未被邀请参加此次洽谈会；请先发出邀请。"
    en = "The organisation is not invited to these talks; invite it first."


class NotOnTheTable(DomainError):
    code = "project_not_tabled"
    zh = "该项目未列入此次洽谈会；请先列入。"
    en = "The project is not on the table of these talks; put it there first."


class InterestOnce(DomainError):
    code = "interest_expressed"
    zh = "该机构已对此项目表达过同样的意向。"
    en = "The organisation has expressed this interest in the project already."


class NoSuchInterest(DomainError):
    code = "interest_unknown"
    status = 404
    zh = "没有这项意向，或已经结对。"
    en = "There is no such interest, or it has led to a pairing."


class SourceNeeded(DomainError):
    code = "funding_incomplete"
    status = 422
    zh = "出资意向须写明资金来源和金额，承接意向则不写。"
    en = "An interest in funding names a source and an amount; one in carrying out names neither."


class TooMany(DomainError):
    code = "entries_limit"
    zh = "一次洽谈会至多 {limit} 项。"
    en = "Talks hold {limit} at most."
