"""The life of a case: intake → assessed → planned → serving → closing → closed, and reopened. Pure.

A supervisor, never the worker who submitted it, approves the assessment, the plan and the closure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from contracts.volunteers.cases import (
    CaseApproved,
    CaseAssessed,
    CaseClosed,
    CaseClosing,
    CaseOpened,
    CasePlanned,
    CaseReferred,
    CaseReopened,
    CaseReviewed,
    CaseServed,
    ReferralAnswered,
)
from servicekit.errors import DomainError, NotFound
from services.volunteers.cases.case import (
    Assessment,
    Case,
    Change,
    Plan,
    PlannedService,
    Referral,
    SameWorker,
    moved,
    require_stage,
    told,
)

ASSESSED = ("assessed", "planned", "serving")
OPEN = ("intake", "assessed", "planned", "serving")


class DateWrong(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "日期 {given} 不对：{rule}。"
    en = "The day {given} is wrong: {rule_en}."


class NotApproved(DomainError):
    code = "approval_required"
    zh = "{step}尚未经督导审批，审批后才能继续。"
    en = "The {step_en} is not approved yet; a supervisor has to approve it first."


class ServicesOpen(DomainError):
    code = "services_open"
    zh = "还有 {count} 项计划内服务未完成，请先完成、改计划或说明终止。"
    en = "{count} services of the plan are not done; do them, change the plan, or end it early."


class AlreadyAnswered(DomainError):
    code = "referral_answered"
    zh = "该转介已于 {on} 答复。"
    en = "The referral was answered on {on}."


def open_case(case: Case, today: date) -> Change:
    """Raises DateWrong when it was found after today."""
    if case.found_on > today:
        raise DateWrong(
            given=case.found_on, rule="发现日不能晚于今天", rule_en="it is found before today"
        )
    return case, [told(CaseOpened, case, today, source=case.source)]


def assess(case: Case, form: str, levels: Mapping[str, int], by: str, today: date) -> Change:
    """On all four dimensions; a new assessment stands beside the old."""
    require_stage(case, "预估", "assessed", "个案须未结案", "it must be open", *OPEN)
    made = Assessment(form=form, levels=dict(levels), on=today, by=by)
    after = moved(case, stage="assessed", assessments=(*case.assessments, made))
    return after, [told(CaseAssessed, case, today, form=form)]


def plan(
    case: Case, services: Sequence[PlannedService], review_on: date, by: str, today: date
) -> Change:
    """Behind an approved assessment (WrongStage, NotApproved, DateWrong)."""
    require_stage(
        case,
        "制定计划",
        "planned",
        "须先完成预估",
        "assess it first",
        "assessed",
        "planned",
        "serving",
    )
    if case.assessment is None or not case.assessment.approved_by:
        raise NotApproved(step="预估", step_en="assessment")
    for due in (review_on, *(service.due_on for service in services)):
        if due < today:
            raise DateWrong(given=due, rule="不能早于今天", rule_en="it may not be before today")
    made = Plan(services=tuple(services), review_on=review_on, by=by)
    after = moved(case, stage="planned", plans=(*case.plans, made))
    return after, [told(CasePlanned, case, today, review_on=review_on)]


def approve(case: Case, step: str, by: str, today: date) -> Change:
    """`step`: assessment | plan; by somebody else than who made it (SameWorker, WrongStage)."""
    latest = case.assessment if step == "assessment" else case.plan
    wanted = "assessed" if step == "assessment" else "planned"
    zh = "预估" if step == "assessment" else "计划"
    require_stage(
        case, f"审批{zh}", "approved", f"须先提交{zh}", f"submit the {step} first", wanted
    )
    assert latest is not None  # the stage says that there is one
    if latest.by == by:
        raise SameWorker(step=zh)
    if step == "assessment":
        made = replace(case.assessments[-1], approved_by=by)
        after = moved(case, assessments=(*case.assessments[:-1], made))
    else:
        done = replace(case.plans[-1], approved_by=by)
        after = moved(case, stage="serving", plans=(*case.plans[:-1], done))
    return after, [told(CaseApproved, case, today, step=step)]


def serve(case: Case, service_id: str, on: date, today: date) -> Change:
    """One service of the approved plan was given (WrongStage, NotFound, DateWrong)."""
    require_stage(
        case, "提供服务", "served", "计划须经审批", "the plan must be approved", "serving"
    )
    if on > today:
        raise DateWrong(given=on, rule="不能晚于今天", rule_en="it may not be after today")
    current = case.plans[-1]
    service = next((s for s in current.services if s.id == service_id), None)
    if service is None or service.done_on is not None:
        raise NotFound()
    services = tuple(replace(s, done_on=on) if s is service else s for s in current.services)
    after = moved(case, plans=(*case.plans[:-1], replace(current, services=services)))
    return after, [told(CaseServed, case, on, service_id=service_id)]


def review(case: Case, outcome: str, next_on: date, today: date) -> Change:
    """`outcome`: better | same | worse (WrongStage, DateWrong)."""
    require_stage(case, "评估", "reviewed", "须在服务中", "it must be served", "serving")
    if next_on <= today:
        raise DateWrong(given=next_on, rule="下次评估须晚于今天", rule_en="the next is after today")
    current = replace(case.plans[-1], review_on=next_on)
    after = moved(case, plans=(*case.plans[:-1], current), reviews=(*case.reviews, today))
    return after, [told(CaseReviewed, case, today, outcome=outcome)]


def propose_closing(case: Case, reason: str, by: str, today: date) -> Change:
    """Done, or ended early for a reason (WrongStage, ServicesOpen)."""
    require_stage(case, "申请结案", "closed", "个案须未结案", "it must be open", *OPEN)
    left = [s for s in case.plan.services if s.done_on is None] if case.plan else []
    if reason == "goals_met" and left:
        raise ServicesOpen(count=len(left))
    after = moved(case, stage="closing", closing_reason=reason, closing_by=by)
    return after, [told(CaseClosing, case, today, reason=reason)]


def decide_closing(case: Case, agreed: bool, by: str, today: date) -> Change:
    """A supervisor agrees, or the case goes on (WrongStage, SameWorker)."""
    require_stage(case, "审批结案", "closed", "须先申请结案", "propose it first", "closing")
    if by == case.closing_by:
        raise SameWorker(step="结案申请")
    if agreed:
        after = moved(case, stage="closed", closed_on=today)
        return after, [told(CaseClosed, case, today, reason=case.closing_reason)]
    stage = "serving" if case.plan and case.plan.approved_by else "assessed"
    stage = stage if case.assessment else "intake"
    after = moved(case, stage=stage, closing_reason="", closing_by="")
    return after, [told(CaseReopened, case, today, reason="closing_refused")]


def reopen(case: Case, reason: str, today: date) -> Change:
    """The same file goes on, to be assessed anew (WrongStage)."""
    require_stage(case, "重开", "reopened", "须已结案", "it must be closed", "closed")
    after = moved(
        case,
        stage="intake",
        closed_on=None,
        closing_reason="",
        closing_by="",
        times_opened=case.times_opened + 1,
    )
    return after, [told(CaseReopened, case, today, reason=reason)]


def refer(case: Case, referral: Referral, today: date) -> Change:
    """Ask others to help, or to take over; with consent, until a day (WrongStage, DateWrong)."""
    require_stage(case, "转介", "referred", "个案须未结案", "it must be open", *OPEN)
    if referral.until < today:
        raise DateWrong(given=referral.until, rule="不能早于今天", rule_en="not before today")
    after = moved(case, referrals=(*case.referrals, referral))
    event = told(
        CaseReferred,
        case,
        today,
        referral_id=referral.id,
        mode=referral.kind,
        to_station_id=referral.to_station_id,
        to_organisation_id=referral.to_organisation_id,
        until=referral.until,
    )
    return after, [event]


def answer(case: Case, referral_id: str, said: str, region: str, today: date) -> Change:
    """`said`: accepted | declined; too late is timed out. An accepted transfer moves the file to
    the other station in `region`, with its whole history (NotFound, AlreadyAnswered)."""
    known = case.referral(referral_id)
    if known.answer:
        raise AlreadyAnswered(on=known.answered_on)
    said = "timed_out" if today > known.until else said
    answered = replace(known, answer=said, answered_on=today)
    after = moved(case, referrals=tuple(answered if r is known else r for r in case.referrals))
    event = told(ReferralAnswered, case, today, referral_id=referral_id, answer=said)
    if said == "accepted" and known.kind == "transfer" and known.to_station_id:
        after = moved(
            after,
            station_id=known.to_station_id,
            region=region,
            invited=tuple(sorted({*case.invited, case.station_id})),
        )
    return after, [event]
