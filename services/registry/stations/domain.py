"""The life of a station, and who works there:

    planned → signed 挂牌 → equipped → operating 运转 → professional ⇄ suspended → closed

Pure: each verb takes a station and returns the new one with the events that tell of it. A station
may open without having been equipped on paper, as most did: what nothing shows is then listed as
missing, instead of the work being denied. To be equipped or professional takes the evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from contracts import codes
from contracts.registry.stations import (
    Evidence,
    StaffCounted,
    StaffCounts,
    StationClosed,
    StationEquipped,
    StationEvent,
    StationEvidenceFiled,
    StationOpened,
    StationPlanned,
    StationProfessional,
    StationResumed,
    StationSigned,
    StationSuspended,
)
from services.registry.stations.ladder import RUNGS, Stage, rung_of
from services.registry.stations.refusals import (
    DateInFuture,
    DateOutOfOrder,
    EvidenceMissing,
    EvidenceTooEarly,
    WrongStage,
)
from services.registry.stations.station import Change, Station, Step, happened, require

__all__ = ["Change", "DateInFuture", "DateOutOfOrder", "Stage", "Station", "WrongStage"]


def plan_station(station: Station, today: date) -> Change:
    event = StationPlanned(
        region=station.region,
        occurred_on=today,
        kind=station.kind,
        name=station.name,
        operating_mode=station.operating_mode,
        parent_id=station.parent_id,
        place=station.place,
    )
    return station, [event]


def sign_station(
    station: Station, on: date, today: date, evidence: Sequence[Evidence] = ()
) -> Change:
    """The plate is hung. It says nothing yet about anybody working there."""
    require(station, (Stage.PLANNED,), "挂牌", "hang its plate")
    signed = replace(_step(station, Stage.SIGNED, on, today, evidence), signed_on=on)
    about = StationSigned(
        region=station.region, occurred_on=on, kind=station.kind, evidence=tuple(evidence)
    )
    return signed, [about]


def equip_station(
    station: Station, on: date, today: date, evidence: Sequence[Evidence] = ()
) -> Change:
    """Premises, equipment and rules on the wall, each with its evidence."""
    require(station, (Stage.SIGNED,), "登记配备", "be equipped")
    equipped = _step(station, Stage.EQUIPPED, on, today, evidence)
    _refuse_missing(equipped, Stage.EQUIPPED, only=Stage.EQUIPPED)
    about = StationEquipped(
        region=station.region,
        occurred_on=on,
        kind=station.kind,
        was=station.stage,
        evidence=tuple(evidence),
    )
    return equipped, [about]


def open_station(
    station: Station, on: date, today: date, evidence: Sequence[Evidence] = ()
) -> Change:
    require(station, (Stage.SIGNED, Stage.EQUIPPED), "登记运转", "open")
    opened = replace(_step(station, Stage.OPERATING, on, today, evidence), opened_on=on)
    about = StationOpened(
        region=station.region,
        occurred_on=on,
        kind=station.kind,
        was=station.stage,
        evidence=tuple(evidence),
    )
    return opened, [about]


def make_professional(
    station: Station,
    on: date,
    today: date,
    evidence: Sequence[Evidence] = (),
    *,
    served: bool = False,
) -> Change:
    """The top of the ladder takes the evidence of every rung below it too."""
    require(station, (Stage.OPERATING,), "登记为专业化", "be professional")
    professional = _step(station, Stage.PROFESSIONAL, on, today, evidence)
    _refuse_missing(professional, Stage.PROFESSIONAL, served=served)
    about = StationProfessional(
        region=station.region,
        occurred_on=on,
        kind=station.kind,
        was=station.stage,
        evidence=tuple(evidence),
    )
    return professional, [about]


def file_evidence(station: Station, evidence: Sequence[Evidence], today: date) -> Change:
    """Evidence of rungs reached already; it moves nothing."""
    require(station, (*RUNGS, Stage.SUSPENDED), "补交依据", "file evidence")
    for item in evidence:
        rung = rung_of(item.kind)
        if rung is not None and rung.height > station.rung.height + 1:
            raise _too_early(item, rung, station.stage)
    filed = _filed(station, evidence, today)
    if filed == station:
        return station, []
    about = StationEvidenceFiled(
        region=station.region, occurred_on=today, kind=station.kind, evidence=tuple(evidence)
    )
    return filed, [about]


def suspend_station(station: Station, on: date, reason: str, today: date) -> Change:
    """`reason`: a code of `suspension_reasons`. It keeps its plate and its place in the stock."""
    require(station, RUNGS, "暂停", "be suspended")
    suspended = _step(station, Stage.SUSPENDED, on, today)
    about = StationSuspended(
        region=station.region, occurred_on=on, kind=station.kind, was=station.stage, reason=reason
    )
    return suspended, [about]


def resume_station(station: Station, on: date, today: date) -> Change:
    """Back to the rung it was suspended from."""
    require(station, (Stage.SUSPENDED,), "恢复运转", "resume")
    resumed = _step(station, station.rung, on, today)
    about = StationResumed(
        region=station.region, occurred_on=on, kind=station.kind, stage=resumed.stage
    )
    return resumed, [about]


def close_station(
    station: Station, on: date, reason: str, today: date, *, survivor_id: str = ""
) -> Change:
    """`reason` is a code of the list `closing_reasons`, never free text: it travels. Nobody works
    at a closed station: its staff leaves the stock with it."""
    require(station, (Stage.PLANNED, *RUNGS, Stage.SUSPENDED), "关闭", "close")
    stepped = _step(station, Stage.CLOSED, on, today)
    closed = replace(stepped, closed_on=on, staff=StaffCounts(), survivor_id=survivor_id)
    event = StationClosed(
        region=station.region,
        occurred_on=on,
        kind=station.kind,
        reason=reason,
        counted=station.counted,
        was=station.stage,
        survivor_id=survivor_id,
    )
    return closed, [*_staff_gone(station, on), event]


def _staff_gone(station: Station, on: date) -> list[StationEvent]:
    """Not before the count it takes back, or the stock would be below zero in between."""
    if station.staff == StaffCounts():
        return []
    day = max(filter(None, (on, station.staff_on)))
    return [
        StaffCounted(
            region=station.region,
            occurred_on=day,
            kind=station.kind,
            was=station.staff,
            now=StaffCounts(),
        )
    ]


def count_staff(station: Station, counts: StaffCounts, on: date, today: date) -> Change:
    """A new count takes the place of the last; the event carries both."""
    require(station, (*RUNGS, Stage.SUSPENDED), "登记人员", "count staff")
    happened(on, station.moved_on or station.signed_on, today)
    if counts == station.staff:
        return station, []
    event = StaffCounted(
        region=station.region, occurred_on=on, kind=station.kind, was=station.staff, now=counts
    )
    return replace(station, staff=counts, staff_on=on), [event]


def _step(
    station: Station, to: Stage, on: date, today: date, evidence: Iterable[Evidence] = ()
) -> Station:
    happened(on, station.last_step_on, today)
    steps = (*station.history, Step(to, on))
    return replace(_filed(station, evidence, today), stage=to, steps=steps)


def _filed(station: Station, evidence: Iterable[Evidence], today: date) -> Station:
    """The last of each kind is what counts."""
    by_kind = {item.kind: item for item in station.evidence}
    for item in evidence:
        happened(item.on, None, today)
        by_kind[item.kind] = item
    return replace(station, evidence=tuple(by_kind.values()))


def _refuse_missing(
    station: Station, rung: Stage, *, only: Stage | None = None, served: bool = False
) -> None:
    lacking = [
        required
        for required in station.missing(rung, served=served)
        if only is None or required.rung is only
    ]
    if lacking:
        raise EvidenceMissing(rung, lacking)


def _too_early(item: Evidence, rung: Stage, stage: Stage) -> EvidenceTooEarly:
    named = codes.EVIDENCE_KINDS.require(item.kind)
    return EvidenceTooEarly(
        evidence=named.name_zh,
        evidence_en=named.name_en,
        rung=rung.zh,
        rung_en=rung.value,
        stage=stage.zh,
        stage_en=stage.value,
    )
