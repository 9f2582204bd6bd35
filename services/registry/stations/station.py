"""A station: what it is, where it stands on the ladder, and what shows that. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from contracts.registry.stations import Evidence, StaffCounts, StationEvent
from services.registry.stations.ladder import Requirement, Shown, Stage, missing
from services.registry.stations.refusals import DateInFuture, DateOutOfOrder, WrongStage


@dataclass(frozen=True, slots=True)
class Step:
    """The station has been in `stage` since `on`."""

    stage: Stage
    on: date


@dataclass(frozen=True, slots=True)
class ModeSince:
    operating_mode: str
    since: date


@dataclass(frozen=True, slots=True)
class Stood:
    """It stood in `region`, at `place`, until the day it moved."""

    region: str
    place: str
    until: date


@dataclass(frozen=True, slots=True)
class Brand:
    """One station, one brand 一站一品牌: what it is known for, in one service domain."""

    name: str
    domain: str
    since: date


@dataclass(frozen=True, slots=True)
class Apart:
    """It looks like another station and is not that one. `reason`: code list `distinct_reasons`."""

    other_id: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """`region` is where it stands; dates are local days of Asia/Shanghai.

    `evidence` holds the last of each kind; `modes` the operating modes it had, oldest first;
    `links` the institutions it shares its house with; `stood` where it stood before it moved;
    `survivor_id` the station it was found to be the same as, and was merged into.
    """

    name: str
    kind: str
    region: str
    operating_mode: str
    parent_id: str = ""
    place: str = ""
    stage: Stage = Stage.PLANNED
    signed_on: date | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    staff: StaffCounts = field(default_factory=StaffCounts)
    staff_on: date | None = None
    evidence: tuple[Evidence, ...] = ()
    steps: tuple[Step, ...] = ()
    modes: tuple[ModeSince, ...] = ()
    links: tuple[str, ...] = ()
    stood: tuple[Stood, ...] = ()
    brand: Brand | None = None
    apart: tuple[Apart, ...] = ()
    survivor_id: str = ""

    @property
    def moved_on(self) -> date | None:
        """Since when it has stood where it stands, if it ever moved."""
        return self.stood[-1].until if self.stood else None

    def region_on(self, day: date) -> str:
        """Where it stood at the end of a day."""
        return next((past.region for past in self.stood if day < past.until), self.region)

    @property
    def history(self) -> tuple[Step, ...]:
        """The steps, in order; of stations entered before steps were kept, from their days."""
        if self.steps or self.signed_on is None:
            return self.steps
        days = (
            (Stage.SIGNED, self.signed_on),
            (Stage.OPERATING, self.opened_on),
            (Stage.CLOSED, self.closed_on),
        )
        return tuple(Step(stage, on) for stage, on in days if on)

    def stage_on(self, day: date) -> Stage:
        """Where on the ladder it stood at the end of a day."""
        taken = [step.stage for step in self.history if step.on <= day]
        return taken[-1] if taken else Stage.PLANNED

    @property
    def last_step_on(self) -> date | None:
        """The day of the last step, or of the last move, whichever is later: what comes next
        cannot have been before, or a stock would fall where nothing was."""
        steps = self.history
        days = [day for day in (steps[-1].on if steps else None, self.moved_on) if day]
        return max(days, default=None)

    @property
    def rung(self) -> Stage:
        """Its stage; while it is suspended, the rung it will come back to."""
        if self.stage is not Stage.SUSPENDED:
            return self.stage
        return next(step.stage for step in reversed(self.history) if step.stage.standing)

    @property
    def counted(self) -> bool:
        """Whether it is in the stock of stations: the plate is up and it was not closed."""
        return self.stage.standing or self.stage is Stage.SUSPENDED

    @property
    def shows(self) -> frozenset[Shown]:
        """What its own counts show."""
        staff = any(self.staff.by_employment.values())
        certified = any(self.staff.certified_by_level.values())
        shown: tuple[tuple[Shown, bool], ...] = (("staff", staff), ("certified", certified))
        return frozenset(name for name, there in shown if there)

    def missing(self, up_to: Stage, *, served: bool = False) -> list[Requirement]:
        """The evidence nothing shows of the rungs up to this one; `served`: the service log has
        an entry of it."""
        shown: frozenset[Shown] = self.shows | ({"service"} if served else set())
        return list(missing(up_to, (e.kind for e in self.evidence), shown))


Change = tuple[Station, list[StationEvent]]


def happened(on: date, earlier: date | None, today: date) -> None:
    """Raises DateInFuture, DateOutOfOrder."""
    if on > today:
        raise DateInFuture(given=on, today=today)
    if earlier is not None and on < earlier:
        raise DateOutOfOrder(given=on, earlier=earlier)


def require(station: Station, needed: tuple[Stage, ...], verb: str, verb_en: str) -> None:
    if station.stage not in needed:
        raise WrongStage.of(station.stage, needed, verb, verb_en)
