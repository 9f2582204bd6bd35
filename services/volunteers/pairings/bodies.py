"""What requests about pairing plans may say, and how plans are shown."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from contracts import codes, indicators
from contracts.volunteers.pairings import Partner, YearGoal
from servicekit.aggregate import Stored
from servicekit.fields import Body, Count, Id, Line, LocalDate, View, coded
from services.volunteers.pairings.domain import MOST_ACTIVITIES, Activity, Plan

IndicatorCode = Annotated[str, AfterValidator(lambda code: indicators.require(code).code)]
Year = Annotated[int, Field(strict=True, ge=2000, le=2100)]
Number = Annotated[int, Field(strict=True, ge=1, le=MOST_ACTIVITIES)]


class GoalGiven(Body):
    """`value`: a whole number of the indicator's base unit (money in fen 分)."""

    indicator: IndicatorCode
    value: Annotated[int, Field(strict=True, ge=0, le=10**12)]

    def goal(self) -> YearGoal:
        unit = indicators.require(self.indicator).unit
        return YearGoal(indicator=self.indicator, value=self.value, unit=unit)


Goals = Annotated[tuple[GoalGiven, ...], Field(min_length=1, max_length=20)]


class PartnerBody(Body):
    """An organisation or a station, on the side that helps or is helped."""

    side: Literal["helper", "helped"]
    organisation_id: Id | None = None
    station_id: Id | None = None

    def partner(self) -> Partner:
        return Partner(
            side=self.side,
            organisation_id=self.organisation_id or "",
            station_id=self.station_id or "",
        )


class SetPlan(Body):
    pairing_id: Id
    year: Year
    goals: Goals
    partners: Annotated[tuple[PartnerBody, ...], Field(max_length=50)] = ()


class PlanActivity(Body):
    title: Line
    kind: Annotated[str, coded(codes.PAIRING_ACTIVITIES)]
    due_on: LocalDate

    def activity(self) -> Activity:
        return Activity(**self.model_dump())


class DoActivity(Body):
    activity: Number
    person_times: Count = 0
    on: LocalDate | None = None


class DropActivity(Body):
    activity: Number


class TellProgress(Body):
    reached: Goals
    on: LocalDate | None = None


class GoalView(View):
    indicator: str
    unit: str
    target: int
    reached: int | None


class PartnerView(View):
    side: str
    organisation_id: str | None
    station_id: str | None


class ActivityView(View):
    """`late`: past its day and still open."""

    title: str
    kind: str
    due_on: date
    done_on: date | None
    person_times: int
    dropped: bool
    late: bool


class PlanView(View):
    """`met`: goals of the year reached, as told last."""

    id: str
    version: int
    pairing_id: str
    helper: str
    helped: str
    year: int
    goals: list[GoalView]
    met: int
    told_on: date | None
    partners: list[PartnerView]
    activities: list[ActivityView]
    late: int

    @classmethod
    def of(cls, stored: Stored[Plan], today: date) -> PlanView:
        plan = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            pairing_id=plan.pairing_id,
            helper=plan.helper,
            helped=plan.region,
            year=plan.year,
            goals=_goals(plan),
            met=plan.met,
            told_on=plan.told_on,
            partners=[
                PartnerView(
                    side=p.side,
                    organisation_id=p.organisation_id or None,
                    station_id=p.station_id or None,
                )
                for p in plan.partners
            ],
            activities=[_activity(activity, today) for activity in plan.activities],
            late=plan.late(today),
        )


def _goals(plan: Plan) -> list[GoalView]:
    reached = {goal.indicator: goal.value for goal in plan.reached}
    return [
        GoalView(
            indicator=goal.indicator,
            unit=goal.unit,
            target=goal.value,
            reached=reached.get(goal.indicator),
        )
        for goal in plan.goals
    ]


def _activity(activity: Activity, today: date) -> ActivityView:
    return ActivityView(
        title=activity.title,
        kind=activity.kind,
        due_on=activity.due_on,
        done_on=activity.done_on,
        person_times=activity.person_times,
        dropped=activity.dropped,
        late=activity.open and activity.due_on < today,
    )
