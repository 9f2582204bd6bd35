"""The ladder of a station over HTTP: each step, and the evidence for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from contracts import codes
from contracts.registry.stations import StaffCounts
from servicekit.fields import Count, coded
from servicekit.providing import provided
from services.registry.activity.follower import Activity
from services.registry.stations import domain
from services.registry.stations.changing import Changing, GiveEvidence, OnDay, Step
from services.registry.stations.headcount import Headcount
from services.registry.stations.views import StationView

router = APIRouter(prefix="/api/registry/stations", tags=["stations 社工站"])


class SuspendStation(OnDay):
    reason: Annotated[str, coded(codes.SUSPENSION_REASONS)]


class CloseStation(OnDay):
    reason: Annotated[str, coded(codes.CLOSING_REASONS)]


class CountStaff(OnDay):
    by_employment: dict[Annotated[str, coded(codes.EMPLOYMENT_TYPES)], Count] = Field(default={})
    certified_by_level: dict[Annotated[str, coded(codes.CERTIFICATE_LEVELS)], Count] = Field(
        default={}
    )


@router.post("/{station_id}/sign")
async def post_sign(body: Step, change: Changing) -> StationView:
    """The plate is hung 挂牌."""
    today = change.today
    return await change(
        lambda station: domain.sign_station(station, body.on or today, today, body.shown())
    )


@router.post("/{station_id}/equip")
async def post_equip(body: Step, change: Changing) -> StationView:
    """Premises, equipment and rules on the wall are there; takes their evidence."""
    today = change.today
    return await change(
        lambda station: domain.equip_station(station, body.on or today, today, body.shown())
    )


@router.post("/{station_id}/open")
async def post_open(body: Step, change: Changing) -> StationView:
    """The station operates 运转."""
    today = change.today
    return await change(
        lambda station: domain.open_station(station, body.on or today, today, body.shown())
    )


@router.post("/{station_id}/professional")
async def post_professional(
    body: Step, change: Changing, activity: Annotated[Activity, Depends(provided(Activity))]
) -> StationView:
    """The top of the ladder; takes the evidence of every rung."""
    today, served = change.today, activity.of(change.id).last_on is not None
    return await change(
        lambda station: domain.make_professional(
            station, body.on or today, today, body.shown(), served=served
        )
    )


@router.post("/{station_id}/evidence")
async def post_evidence(body: GiveEvidence, change: Changing) -> StationView:
    """Evidence of rungs reached already, or of the next."""
    return await change(lambda station: domain.file_evidence(station, body.shown(), change.today))


@router.post("/{station_id}/suspend")
async def post_suspend(body: SuspendStation, change: Changing) -> StationView:
    """It does not run for a while; it takes no service entries meanwhile."""
    today = change.today
    return await change(
        lambda station: domain.suspend_station(station, body.on or today, body.reason, today)
    )


@router.post("/{station_id}/resume")
async def post_resume(body: OnDay, change: Changing) -> StationView:
    """Back at the rung it was suspended from."""
    today = change.today
    return await change(lambda station: domain.resume_station(station, body.on or today, today))


@router.post("/{station_id}/close")
async def post_close(body: CloseStation, change: Changing) -> StationView:
    today = change.today
    return await change(
        lambda station: domain.close_station(station, body.on or today, body.reason, today)
    )


@router.post("/{station_id}/staff")
async def post_staff(body: CountStaff, change: Changing, headcount: Headcount) -> StationView:
    """The staff as counted on a day; it takes the place of the last count. Where persons are
    recorded on posts, the count follows them and is not entered."""
    headcount.require_counted_by_hand(change.id)
    today = change.today
    counts = StaffCounts(
        by_employment=body.by_employment, certified_by_level=body.certified_by_level
    )
    return await change(
        lambda station: domain.count_staff(station, counts, body.on or today, today)
    )
