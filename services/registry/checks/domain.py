"""A station checked against the six haves 六有: what stands there, seen when, shown by what. Pure.

A check on a later day takes the place of what was known; the same day again is a correction. A
correction of an answer older than CORRECTABLE_DAYS goes by way of an approved request: reports
have been built on it by then.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from contracts.registry.standards import CheckMoved, StandardsEvent, StationChecked
from servicekit.errors import DomainError

CORRECTABLE_DAYS = 30
CHECKS_KEPT = 60
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/checks")


@dataclass(frozen=True, slots=True)
class Answer:
    """`amount` in the item's unit, 0 for none; `evidence`: 'sha256:' and a document's hash, the
    id of a record, or ''."""

    item: str
    amount: int
    on: date
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A check that was made, with its score."""

    on: date
    met: int
    applied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StationCheck:
    """The last answer to each item; the checks there were, oldest first; the requests applied.
    `retired`: its station is closed, and what stood there stands no more."""

    station_id: str
    region: str
    kind: str
    demonstration: bool = False
    answers: tuple[Answer, ...] = ()
    checks: tuple[Done, ...] = ()
    requests: tuple[str, ...] = ()
    retired: bool = False

    def answer(self, item: str) -> Answer | None:
        return next((answer for answer in self.answers if answer.item == item), None)

    def with_answers(self, given: Iterable[Answer]) -> StationCheck:
        known = {answer.item: answer for answer in self.answers}
        known.update((answer.item, answer) for answer in given)
        return replace(self, answers=tuple(known[item] for item in sorted(known)))


Change = tuple[StationCheck, list[StandardsEvent]]


class CheckInFuture(DomainError):
    code = "date_in_future"
    status = 422
    zh = "检查日期 {given} 晚于今天 {today}，只能登记已经做过的检查。"
    en = "{given} is after today, {today}; only a check that was made can be recorded."


class CheckedSince(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "检查项 {item} 在 {last} 已有更新的检查结果；不能再登记 {given} 的结果。"
    en = "{item} was checked later, on {last}; a result of {given} cannot take its place."


class CorrectionNeedsApproval(DomainError):
    code = "correction_needs_approval"
    zh = (
        "检查项 {item} 是 {on} 的结果，已超过 {days} 天；"
        "请提交变更申请（correct_answer），由上一级批准后更正。"
    )
    en = (
        "The answer to {item} is of {on}, more than {days} days ago; file a change request "
        "(correct_answer) for the level above to approve."
    )


class NoSuchAnswer(DomainError):
    code = "answer_absent"
    status = 422
    zh = "检查项 {item} 在 {on} 没有检查结果，无可更正；请核对日期。"
    en = "{item} has no answer of {on} to correct; check the date."


def check_id(station_id: str) -> str:
    """The id of a station's check: one for each station."""
    return str(uuid.uuid5(_NAMESPACE, station_id))


def record_check(
    check: StationCheck,
    given: tuple[Answer, ...],
    demonstration: bool | None,
    score: tuple[int, int],
    today: date,
) -> Change:
    """`score`: how many rules of the checklist hold with these answers, of how many. Every answer
    given is of the same day."""
    for answer in given:
        _may_answer(check, answer, today)
    on = given[0].on if given else today
    checked = check.with_answers(given)
    if demonstration is not None:
        checked = replace(checked, demonstration=demonstration)
    done = (*(d for d in check.checks if d.on != on), Done(on, *score))
    checked = replace(checked, checks=done[-CHECKS_KEPT:])
    if checked == check:
        return check, []
    return checked, [_told(check, checked, given, on)]


def correct_answer(
    check: StationCheck, answer: Answer, request_id: str, score: tuple[int, int]
) -> Change:
    """What an approved request says of an answer of a past day; applied once."""
    if request_id in check.requests:
        return check, []
    known = check.answer(answer.item)
    if known is None or known.on != answer.on:
        raise NoSuchAnswer(item=answer.item, on=answer.on)
    corrected = replace(
        check.with_answers([answer]),
        requests=(*check.requests, request_id),
        checks=tuple(Done(d.on, *score) if d.on == answer.on else d for d in check.checks),
    )
    return corrected, [_told(check, corrected, (answer,), answer.on, request_id)]


def follow_station(check: StationCheck, region: str, kind: str, on: date, closed: bool) -> Change:
    """What was found moves with its station, and leaves every stock when the station closes; not
    before the day it was found."""
    if check.retired or (check.region == region and not closed):
        return check, []
    event = CheckMoved(
        region=region,
        occurred_on=max([on, *(answer.on for answer in check.answers)]),
        station_id=check.station_id,
        kind=kind,
        from_region=check.region,
        answers={answer.item: answer.amount for answer in check.answers},
        gone=closed,
    )
    return replace(check, region=region, kind=kind, retired=closed), [event]


def _may_answer(check: StationCheck, answer: Answer, today: date) -> None:
    if answer.on > today:
        raise CheckInFuture(given=answer.on, today=today)
    known = check.answer(answer.item)
    if known is None:
        return
    if answer.on < known.on:
        raise CheckedSince(item=answer.item, last=known.on, given=answer.on)
    rewrites = answer.on == known.on and answer != known
    if rewrites and (today - known.on).days > CORRECTABLE_DAYS:
        raise CorrectionNeedsApproval(item=answer.item, on=known.on, days=CORRECTABLE_DAYS)


def _told(
    before: StationCheck,
    after: StationCheck,
    given: tuple[Answer, ...],
    on: date,
    request_id: str = "",
) -> StationChecked:
    items = [answer.item for answer in given]
    scored = next(done for done in after.checks if done.on == on)
    return StationChecked(
        region=after.region,
        occurred_on=on,
        station_id=after.station_id,
        kind=after.kind,
        was_answers=_amounts(before, items),
        now_answers=_amounts(after, items),
        demonstration=after.demonstration,
        met=scored.met,
        applied=scored.applied,
        request_id=request_id,
    )


def _amounts(check: StationCheck, items: Iterable[str]) -> dict[str, int]:
    found = ((item, check.answer(item)) for item in items)
    return {item: answer.amount for item, answer in found if answer is not None}
