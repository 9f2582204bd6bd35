"""Why a monthly form cannot go on, and what would let it."""

from __future__ import annotations

from collections.abc import Mapping

from contracts import codes
from servicekit.errors import DomainError


class MonthNotOver(DomainError):
    code = "month_not_over"
    status = 422
    zh = "{month} 的月报表须在当月最后一天（{last}）或以后提交。"
    en = "The form of {month} can be handed in from the last day of the month, {last}."


class BeforeStation(DomainError):
    code = "date_before_station"
    status = 422
    zh = "该社工站在 {month} 尚未挂牌，没有这个月的月报表。"
    en = "The station was not signed yet in {month} and has no form of that month."


class NotReturned(DomainError):
    code = "form_not_returned"
    zh = "月报表已提交且未被退回，不能重新提交；需要改动时请审核方先退回。"
    en = "The form is handed in and was not returned; ask for it to be returned first."


class LineMissing(DomainError):
    code = "line_missing"
    status = 422
    zh = "上次填报过的项目须再次填报（可填 0）：{lines}。"
    en = "Lines stated before must be stated again, be it as 0: {lines}."


class IdentityBroken(DomainError):
    code = "identity_broken"
    status = 422
    zh = "填报数不符合规则「{rule}」；请核对后再提交。"
    en = "The stated numbers break the rule “{rule_en}”; correct them and submit again."


class NotWaiting(DomainError):
    code = "form_not_waiting"
    zh = "月报表目前待{turn}处理，不能由{level}办理。"
    en = "The form now waits for: {turn_en}; it is not the turn of: {level_en}."

    @classmethod
    def of(cls, waiting: str, level: str) -> NotWaiting:
        words = {"turn": _turn(waiting), "turn_en": waiting}
        return cls(level=_turn(level), level_en=level, **words)


class HigherLevel(DomainError):
    code = "form_at_higher_level"
    zh = "月报表已到{level}，只能由{level}或上级退回。"
    en = "The form has gone up to the {level_en}; only that level or one above may return it."


class FormExists(DomainError):
    code = "form_exists"
    zh = "该站这个月的月报表已提交；被退回后请重新提交原表。"
    en = "The station's form of this month exists; once returned, submit that one again."

    def __init__(self, form_id: str) -> None:
        self._id = form_id
        super().__init__()

    @property
    def members(self) -> Mapping[str, object]:
        return {"id": self._id}


def _turn(waiting: str) -> str:
    level = codes.CHECK_LEVELS.find(waiting)
    if level is not None:
        return level.name_zh
    return {"station": "社工站", "accepted": "无（已通过）"}[waiting]
