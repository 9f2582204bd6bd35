"""Why a step of a pairing's plan is refused, and what would satisfy it."""

from __future__ import annotations

from servicekit.errors import DomainError


class OutsideTheTerm(DomainError):
    code = "pairing_term"
    status = 422
    zh = "牵手期为 {starts} 至 {ends}，只能为其中的年份制定计划。"
    en = "The pairing runs from {starts} to {ends}; plans are made for years of it."


class GoalTwice(DomainError):
    code = "goal_twice"
    status = 422
    zh = "同一指标一年只能定一个目标。"
    en = "An indicator has one goal a year."


class PartnerIncomplete(DomainError):
    code = "partner_incomplete"
    status = 422
    zh = "每个参与方须写明机构或社工站之一。"
    en = "A partner is either an organisation or a station."


class NoPlanYet(DomainError):
    code = "plan_not_set"
    zh = "{year} 年的计划尚未制定目标；请先制定。"
    en = "The plan of {year} has no goals yet; set them first."


class NotInTheYear(DomainError):
    code = "outside_year"
    status = 422
    zh = "日期须在计划年度 {year} 之内。"
    en = "The day lies in the plan's year, {year}."


class TooManyActivities(DomainError):
    code = "entries_limit"
    zh = "一年的计划至多 {limit} 项活动。"
    en = "A year's plan holds {limit} activities at most."


class NoSuchActivity(DomainError):
    code = "activity_unknown"
    status = 422
    zh = "计划没有第 {number} 项活动；共 {count} 项。"
    en = "The plan has no activity {number}; it has {count}."


class ActivityOver(DomainError):
    code = "activity_over"
    zh = "第 {number} 项活动已完成或取消。"
    en = "Activity {number} is done or dropped already."


class NotAllGoals(DomainError):
    code = "goals_not_reviewed"
    status = 422
    zh = "须逐一填写本年度各项目标的完成数：{goals}。"
    en = "Say of each goal of the year what was reached: {goals}."
