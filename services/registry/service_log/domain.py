"""The service log: what a station did: each entry recorded once, corrected or voided in the open.

Persons 人, person-times 人次, households 户 and sessions 场 are figures of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from contracts.registry.service_log import (
    ServiceConfirmedDistinct,
    ServiceCorrected,
    ServiceEvent,
    ServiceFacts,
    ServiceRecorded,
    ServiceVoided,
)
from servicekit.errors import DomainError
from services.registry.stations.domain import Station

MEASURES = ("persons", "person_times", "households", "sessions")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceEntry:
    """`facts` is what is counted; `note` stays in the registry: it may name a person.
    `distinct_from`: entries that look alike and were confirmed to be others."""

    facts: ServiceFacts
    note: str = ""
    voided: bool = False
    void_reason: str = ""
    corrections: int = 0
    distinct_from: tuple[str, ...] = ()

    @property
    def region(self) -> str:
        """Where it was done: the document lies there."""
        return self.facts.region


Change = tuple[ServiceEntry, list[ServiceEvent]]


class NothingCounted(DomainError):
    code = "nothing_counted"
    status = 422
    zh = "至少填写一项数量：人数、人次、户数或场次。"
    en = "Give at least one number: persons, person_times, households or sessions."


class ServedInFuture(DomainError):
    code = "date_in_future"
    status = 422
    zh = "服务日期 {given} 晚于今天 {today}，只能登记已经发生的服务。"
    en = "The service date {given} is after today, {today}; record it once it has happened."


class ServedBeforeSigning(DomainError):
    code = "date_before_station"
    status = 422
    zh = "服务日期 {given} 早于该站挂牌日期 {signed}，请核对。"
    en = "{given} is before the station was signed on {signed}; check the date."


class StationTakesNoEntries(DomainError):
    code = "station_stage"
    status = 409
    zh = "该社工站「{stage}」，不能登记服务；请先办理挂牌或选择其他站点。"
    en = "The station is {stage_en} and takes no entries; sign it first or choose another."


class FewerTimesThanPersons(DomainError):
    code = "person_times_below_persons"
    status = 422
    zh = "人次（{times}）不应少于人数（{persons}）：同一人每次服务计一人次。"
    en = "person_times ({times}) cannot be below persons ({persons})."


class EntryVoided(DomainError):
    code = "entry_voided"
    status = 409
    zh = "该条服务记录已作废，不能再修改；如需要请另行登记。"
    en = "The entry is voided and cannot change any more; record a new one."


class EntryMovedStation(DomainError):
    code = "entry_station_fixed"
    status = 422
    zh = "更正不能改变所属社工站；请作废本条后在正确的站点重新登记。"
    en = "A correction keeps the station; void this entry and record it at the right one."


class EntriesDiffer(DomainError):
    code = "entries_differ"
    status = 422
    zh = "两条记录内容不同，不是疑似重复，无须确认。"
    en = "The two entries differ; they are no likely duplicates, and there is nothing to confirm."


def record_service(facts: ServiceFacts, note: str, today: date) -> Change:
    _check(facts, today)
    entry = ServiceEntry(facts=facts, note=note)
    event = ServiceRecorded(region=facts.region, occurred_on=facts.occurred_on, entry=facts)
    return entry, [event]


def correct_service(entry: ServiceEntry, facts: ServiceFacts, note: str, today: date) -> Change:
    """A whole new entry takes the place of the old; the event carries both."""
    _require_live(entry)
    if facts.station_id != entry.facts.station_id:
        raise EntryMovedStation()
    _check(facts, today)
    if (facts, note) == (entry.facts, entry.note):
        return entry, []
    corrected = replace(entry, facts=facts, note=note, corrections=entry.corrections + 1)
    event = ServiceCorrected(
        region=facts.region, occurred_on=facts.occurred_on, was=entry.facts, now=facts
    )
    return corrected, [event]


def void_service(entry: ServiceEntry, reason: str) -> Change:
    _require_live(entry)
    event = ServiceVoided(
        region=entry.facts.region, occurred_on=entry.facts.occurred_on, was=entry.facts
    )
    return replace(entry, voided=True, void_reason=reason), [event]


def confirm_distinct(entry: ServiceEntry, other_id: str, other: ServiceEntry) -> Change:
    """Two services that look alike, and both took place. Raises EntriesDiffer, EntryVoided."""
    _require_live(entry)
    if entry.facts != other.facts:
        raise EntriesDiffer()
    if other_id in entry.distinct_from:
        return entry, []
    event = ServiceConfirmedDistinct(
        region=entry.facts.region,
        occurred_on=entry.facts.occurred_on,
        station_id=entry.facts.station_id,
        other_id=other_id,
    )
    return replace(entry, distinct_from=(*entry.distinct_from, other_id)), [event]


def require_taking_entries(station: Station, on: date) -> None:
    """Raises StationTakesNoEntries, ServedBeforeSigning."""
    if not station.stage.standing:
        raise StationTakesNoEntries(stage=station.stage.zh, stage_en=station.stage.value)
    if station.signed_on is not None and on < station.signed_on:
        raise ServedBeforeSigning(given=on, signed=station.signed_on)


def _check(facts: ServiceFacts, today: date) -> None:
    if all(getattr(facts, measure) is None for measure in MEASURES):
        raise NothingCounted()
    if facts.occurred_on > today:
        raise ServedInFuture(given=facts.occurred_on, today=today)
    if None not in (facts.persons, facts.person_times) and facts.person_times < facts.persons:  # type: ignore[operator]
        raise FewerTimesThanPersons(times=facts.person_times, persons=facts.persons)


def _require_live(entry: ServiceEntry) -> None:
    if entry.voided:
        raise EntryVoided()
