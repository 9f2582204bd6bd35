"""What a caller is shown of a station."""

from __future__ import annotations

from datetime import date

from contracts.registry.stations import Evidence
from servicekit.aggregate import Stored
from servicekit.fields import View
from services.registry.stations.ladder import Stage
from services.registry.stations.station import Station


class StaffView(View):
    by_employment: dict[str, int]
    certified_by_level: dict[str, int]


class EvidenceView(View):
    kind: str
    on: date
    reference: str

    @classmethod
    def of(cls, evidence: Evidence) -> EvidenceView:
        return cls(kind=evidence.kind, on=evidence.on, reference=evidence.reference)


class StepView(View):
    stage: Stage
    on: date


class ModeView(View):
    operating_mode: str
    since: date


class BrandView(View):
    name: str
    domain: str
    since: date


class StationView(View):
    """`missing_evidence`: documents nobody has filed of the rungs up to the present one; whether
    the service log shows a first service is told by /ladder."""

    id: str
    version: int
    name: str
    kind: str
    region: str
    place: str | None
    operating_mode: str
    modes: list[ModeView]
    parent_id: str | None
    links: list[str]
    brand: BrandView | None
    stage: Stage
    signed_on: date | None
    opened_on: date | None
    closed_on: date | None
    steps: list[StepView]
    evidence: list[EvidenceView]
    missing_evidence: list[str]
    merged_into: str | None
    staff: StaffView

    @classmethod
    def of(cls, stored: Stored[Station]) -> StationView:
        station = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            name=station.name,
            kind=station.kind,
            region=station.region,
            place=station.place or None,
            operating_mode=station.operating_mode,
            modes=[ModeView(operating_mode=m.operating_mode, since=m.since) for m in station.modes],
            parent_id=station.parent_id or None,
            links=list(station.links),
            brand=_brand(station),
            stage=station.stage,
            signed_on=station.signed_on,
            opened_on=station.opened_on,
            closed_on=station.closed_on,
            steps=[StepView(stage=step.stage, on=step.on) for step in station.history],
            evidence=[EvidenceView.of(evidence) for evidence in station.evidence],
            missing_evidence=[r.evidence for r in station.missing(station.rung, served=True)],
            merged_into=station.survivor_id or None,
            staff=StaffView(
                by_employment=station.staff.by_employment,
                certified_by_level=station.staff.certified_by_level,
            ),
        )


def _brand(station: Station) -> BrandView | None:
    brand = station.brand
    return BrandView(name=brand.name, domain=brand.domain, since=brand.since) if brand else None
