"""Why hours are not taken, or not credited."""

from __future__ import annotations

from servicekit.clock import SHANGHAI
from servicekit.errors import DomainError
from services.volunteers.times import Window


class NoPlace(DomainError):
    code = "no_place"
    zh = "该志愿者没有被接受参加此需求，不能登记到场。"
    en = "The volunteer has no accepted place in this need, so no presence can be told."


class AlreadyCheckedIn(DomainError):
    code = "already_checked_in"
    zh = "该志愿者已签到；离开时请签退。"
    en = "The volunteer has checked in already; check out when leaving."


class NotCheckedIn(DomainError):
    code = "not_checked_in"
    zh = "该志愿者尚未签到，或已签退。"
    en = "The volunteer has not checked in, or has checked out already."


class OutsideTheNeed(DomainError):
    code = "presence_outside_need"
    status = 422
    zh = "到场时间须在需求时间（{starts} 至 {ends}）前后一小时之内，且已经结束。"
    en = "Presence must lie within an hour of the need ({starts} to {ends}), and be over."

    @classmethod
    def of(cls, window: Window) -> OutsideTheNeed:
        starts, ends = (end.astimezone(SHANGHAI) for end in (window.starts, window.ends))
        return cls(starts=f"{starts:%m-%d %H:%M}", ends=f"{ends:%m-%d %H:%M}")


class NothingToCredit(DomainError):
    code = "presence_missing"
    zh = "没有完整的到场记录；请先签到签退，或由负责人登记名单。"
    en = "There is no complete presence; check in and out, or let a leader tell it, first."


class PresenceInDispute(DomainError):
    code = "presence_disputed"
    zh = "到场记录有异议；请重新登记后再确认时长。"
    en = "The presence is disputed; tell it anew before it is credited."


class AlreadyCredited(DomainError):
    code = "already_credited"
    zh = "该需求的时长已经记入；如有错误，请先冲正。"
    en = "The hours of this need are credited already; reverse them first if they are wrong."


class NotCredited(DomainError):
    code = "not_credited"
    zh = "该需求没有已记入的时长。"
    en = "No hours are credited for this need."


class HoursOverlap(DomainError):
    code = "hours_overlap"
    zh = "与已记入的另一段服务时间重叠，同一时间不能记两次。"
    en = "It overlaps hours that are credited already; one time is not credited twice."


class DayIsFull(DomainError):
    code = "daily_cap"
    zh = "每天最多记入 {cap} 小时，当天还可记入 {left} 小时。"
    en = "At most {cap} hours are credited for a day; {left} are left on that day."


class TooShort(DomainError):
    code = "presence_too_short"
    status = 422
    zh = "到场不足半小时，不记时长。"
    en = "Less than half an hour is not credited."
