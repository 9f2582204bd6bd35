"""Whether stations really run, over HTTP: paper stations, and each station's ladder."""

from __future__ import annotations

from datetime import date
from heapq import nsmallest
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.errors import CursorInvalid
from servicekit.fields import Id, View
from servicekit.mirror import Mirror
from servicekit.paging import Page, PageRequest, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.activity.days import ServiceDays
from services.registry.activity.follower import Activity
from services.registry.activity.paper import Lacking, Question
from services.registry.stations.ladder import RUNGS, Stage, requirements
from services.registry.stations.station import Station
from services.registry.stations.views import EvidenceView

router = APIRouter(prefix="/api/registry", tags=["activity 运转情况"])

Reader = Annotated[Actor, Depends(require("registry.stations.read"))]
Inspector = Annotated[Actor, Depends(require("registry.paper-stations.read"))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]
AllStations = Annotated[Mirror[Station], Depends(provided(Mirror[Station]))]
Served = Annotated[Activity, Depends(provided(Activity))]


class PaperStation(View):
    """`idle_since`: its last service, or the day its plate was hung when there is none.
    `missing`: what it cannot show: 'service', 'staff', 'certified_staff', then evidence."""

    id: str
    name: str
    kind: str
    region: str
    stage: Stage
    signed_on: date | None
    last_service_on: date | None
    idle_since: date
    idle_days: int
    entries: int
    missing: list[str]
    missing_evidence: list[str]

    @classmethod
    def of(cls, stored: Stored[Station], served: ServiceDays, today: date) -> PaperStation:
        station = stored.state
        lacking = Lacking.of(station, served)
        plain = {
            "service": lacking.service,
            "staff": lacking.staff,
            "certified_staff": lacking.certified,
        }
        return cls(
            id=stored.id,
            name=station.name,
            kind=station.kind,
            region=stored.region,
            stage=station.stage,
            signed_on=station.signed_on,
            last_service_on=served.last_on,
            idle_since=lacking.idle_since,
            idle_days=(today - lacking.idle_since).days,
            entries=served.entries,
            missing=[name for name, lacks in plain.items() if lacks],
            missing_evidence=list(lacking.evidence),
        )


@router.get("/paper-stations")
async def get_paper_stations(
    actor: Inspector,
    stations: AllStations,
    activity: Served,
    clock: Now,
    paging: Paging,
    region: RegionAsked = None,
    kind: Annotated[str | None, Query()] = None,
    days: Annotated[int, Query(ge=1, le=1096, description="多少天没有服务记录")] = 90,
    grace: Annotated[int, Query(ge=0, le=1096, description="挂牌不满多少天的不列入")] = 0,
) -> Page[PaperStation]:
    """Stations whose plate is up and that have recorded no service in `days` days, those idle
    longest first, with what each is missing."""
    kind = codes.STATION_KINDS.require(kind, "/kind").code if kind else None
    asked = Question(clock.today(), days, grace)
    after = _after(paging)
    found = nsmallest(
        paging.limit + 1,
        (
            (idle_since, stored.id, stored)
            for stored in stations.within(actor.scope.narrowed(region))
            if kind in (None, stored.state.kind)
            and asked.finds(stored.state, activity.of(stored.id))
            and (idle_since := _idle_since(stored.state, activity.of(stored.id))) is not None
            and (after is None or (idle_since, stored.id) > after)
        ),
        key=lambda row: row[:2],
    )
    shown = found[: paging.limit]
    views = [PaperStation.of(stored, activity.of(stored.id), asked.today) for _, _, stored in shown]
    more = len(found) > paging.limit
    return paging.page(views, *((shown[-1][0].isoformat(), shown[-1][1]) if more else ()))


def _idle_since(station: Station, served: ServiceDays) -> date | None:
    return served.last_on or station.signed_on


def _after(paging: PageRequest) -> tuple[date, str] | None:
    if paging.after is None:
        return None
    try:
        day, id_ = paging.after
        return date.fromisoformat(str(day)), str(id_)
    except ValueError:
        raise CursorInvalid() from None


class RequirementView(View):
    """`filed` is the document; `shown_by` what the register shows instead of one."""

    evidence: str
    filed: EvidenceView | None
    shown_by: str | None
    missing: bool


class RungView(View):
    stage: Stage
    since: date | None
    requirements: list[RequirementView]


class LadderView(View):
    id: str
    stage: Stage
    rungs: list[RungView]
    last_service_on: date | None
    entries: int


@router.get("/stations/{station_id}/ladder")
async def get_ladder(
    station_id: Id, actor: Reader, stations: Stations, activity: Served
) -> LadderView:
    """Each rung with the evidence it takes: what is filed, what the register shows, what lacks."""
    station = (await stations.load(station_id, actor.scope)).state
    served = activity.of(station_id)
    return LadderView(
        id=station_id,
        stage=station.stage,
        rungs=[_rung(station, rung, served=served.last_on is not None) for rung in RUNGS],
        last_service_on=served.last_on,
        entries=served.entries,
    )


def _rung(station: Station, rung: Stage, *, served: bool) -> RungView:
    filed = {item.kind: EvidenceView.of(item) for item in station.evidence}
    lacking = {required.evidence for required in station.missing(rung, served=served)}
    reached = [step.on for step in station.history if step.stage is rung]
    shown = [
        RequirementView(
            evidence=required.evidence,
            filed=filed.get(required.evidence),
            shown_by=required.shown_by
            if required.evidence not in filed and required.evidence not in lacking
            else None,
            missing=required.evidence in lacking,
        )
        for required in requirements()
        if required.rung is rung
    ]
    return RungView(stage=rung, since=reached[0] if reached else None, requirements=shown)
