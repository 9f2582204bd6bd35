"""A month of one station entered at once: every entry of it, or everything that is wrong. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from contracts.periods import Period
from contracts.registry.service_log import ServiceFacts
from servicekit.errors import DomainError, FieldError, InvalidInput
from services.registry.service_log.domain import (
    Change,
    FewerTimesThanPersons,
    NothingCounted,
    ServedBeforeSigning,
    ServedInFuture,
    record_service,
    require_taking_entries,
)
from services.registry.stations.domain import Station


class OutsideMonth(DomainError):
    code = "date_outside_month"
    status = 422
    zh = "服务日期 {given} 不在 {month} 之内；请核对日期，或按月分开录入。"
    en = "{given} is not in {month}; check the date, or enter each month by itself."


BLAMED: Mapping[type[DomainError], str] = {
    NothingCounted: "person_times",
    FewerTimesThanPersons: "person_times",
    ServedInFuture: "occurred_on",
    ServedBeforeSigning: "occurred_on",
    OutsideMonth: "occurred_on",
}
"""The field a refusal is about; the station for any other."""


def record_month(
    entries: Sequence[tuple[ServiceFacts, str]], station: Station, month: Period, today: date
) -> list[Change]:
    """The (facts, note) of every entry. Raises InvalidInput listing each mistake by its index."""
    decided: list[Change] = []
    wrong: list[FieldError] = []
    for n, (facts, note) in enumerate(entries):
        try:
            if not month.contains(facts.occurred_on):
                raise OutsideMonth(given=facts.occurred_on, month=month.code)
            require_taking_entries(station, facts.occurred_on)
            decided.append(record_service(facts, note, today))
        except DomainError as refusal:
            wrong.append(_at(n, refusal))
    if wrong:
        raise InvalidInput(wrong)
    return decided


def _at(index: int, refusal: DomainError) -> FieldError:
    field = BLAMED.get(type(refusal))
    pointer = f"/entries/{index}/{field}" if field else "/station_id"
    return FieldError(pointer, refusal.code, refusal.sentence("zh"), refusal.sentence("en"))


def nth_id(first: str, index: int) -> str:
    """The id of the n-th entry of an attempt, the same for every repeat."""
    return str(uuid.uuid5(uuid.UUID(first), str(index)))
