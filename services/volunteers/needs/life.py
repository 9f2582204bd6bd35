"""The way of a need: ordered → checked → open → confirmed by both sides → met; or ended without.

Whether it is staffed or under way follows from its places and its time, and is not kept. Pure.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from contracts.volunteers.need_life import (
    NeedChecked,
    NeedConfirmed,
    NeedExpired,
    NeedMet,
    NeedOrdered,
    NeedRefused,
    NeedWithdrawn,
)
from servicekit.clock import local_date
from servicekit.errors import DomainError
from services.volunteers.needs.domain import Change, Need, give_up_place, require_time
from services.volunteers.parties.taking_part import with_following

BOTH_SIDES = {"provider", "receiver"}


class NeedStage(DomainError):
    code = "need_stage"
    zh = "需求当前为「{stage}」，不能{verb}；须先处于「{needed}」。"
    en = "The need is {stage_en}; it must be {needed_en} first."


class NotOverYet(DomainError):
    code = "too_early"
    zh = "需求尚未开始，不能确认完成。"
    en = "The need has not begun, so it cannot be confirmed."


class NobodyCame(DomainError):
    code = "nobody_accepted"
    zh = "该需求没有任何志愿者或机构被接受，不能确认完成；请撤回或待其过期。"
    en = "Nobody was accepted for this need; withdraw it or let it expire instead."


STAGES_ZH = {
    "ordered": "待审核",
    "open": "开放",
    "refused": "未通过",
    "withdrawn": "已撤回",
    "expired": "已过期",
    "met": "已完成",
}


def order_need(need: Need, source: str, now: datetime) -> Change:
    """A resident's order or a referral: it waits until somebody has checked it (TimeRange)."""
    require_time(need, now)
    ordered = replace(need, stage="ordered", source=source)
    event = NeedOrdered(**_about(need, local_date(now)), places=need.places, source=source)
    return ordered, [event]


def check_need(need: Need, now: datetime) -> Change:
    """Found right: open to volunteers from now on."""
    require_stage(need, "ordered", "审核")
    require_time(need, now)
    event = NeedChecked(**_about(need, local_date(now)), places=need.places)
    return replace(need, stage="open"), [event]


def refuse_need(need: Need, reason: str, today: date) -> Change:
    require_stage(need, "ordered", "审核")
    return replace(need, stage="refused"), [NeedRefused(**_about(need, today), reason=reason)]


def withdraw_need(need: Need, reason: str, today: date) -> Change:
    """Whoever asked needs it no more; every place is given up with it."""
    if need.stage not in ("ordered", "open"):
        raise _wrong_stage(need, "open", "撤回")
    events: list[Any] = [NeedWithdrawn(**_about(need, today), reason=reason)]
    after = replace(need, stage="withdrawn", line=())
    for volunteer_id in need.taken:
        after, released = give_up_place(after, volunteer_id, "need_withdrawn", today)
        events += released
    return after, events


def expire_need(need: Need, now: datetime) -> Change:
    """Nobody was accepted in time; anything else stays as it is."""
    unmet = need.stage in ("ordered", "open") and not need.accepted
    if not unmet or need.window.ends > now:
        return need, []
    return replace(need, stage="expired"), [NeedExpired(**_about(need, local_date(now)))]


def confirm_need(
    need: Need, side: str, parties: Collection[str], stars: int, now: datetime
) -> Change:
    """One side says the help was given; with the second the need is met. A repeat is no news."""
    if need.stage == "met" or side in need.confirmed_by:
        return need, []
    require_stage(need, "open", "确认完成")
    _require_helped(need, now)
    today = local_date(now)
    after = replace(
        need,
        confirmed_by=(*need.confirmed_by, side),
        parties=tuple(sorted({*need.parties, *parties})),
        stars=stars or need.stars,
    )
    events: list[Any] = [NeedConfirmed(**_about(need, today), side=side)]
    if set(after.confirmed_by) >= BOTH_SIDES:
        after = replace(with_following(after, today), stage="met")
        events.append(_met(after, today))
    return after, events


def require_stage(need: Need, needed: str, verb: str) -> None:
    if need.stage != needed:
        raise _wrong_stage(need, needed, verb)


def _wrong_stage(need: Need, needed: str, verb: str) -> NeedStage:
    return NeedStage(
        stage=STAGES_ZH[need.stage],
        needed=STAGES_ZH[needed],
        verb=verb,
        stage_en=need.stage,
        needed_en=needed,
    )


def _require_helped(need: Need, now: datetime) -> None:
    if now < need.window.starts:
        raise NotOverYet()
    if not need.accepted:
        raise NobodyCame()


def _met(need: Need, today: date) -> NeedMet:
    return NeedMet(
        **_about(need, today), parties=need.parties, accepted=need.accepted, stars=need.stars
    )


def _about(need: Need, today: date) -> dict[str, Any]:
    return {
        "region": need.region,
        "occurred_on": today,
        "domain": need.domain,
        "target_group": need.target_group,
    }
