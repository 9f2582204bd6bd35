"""What an organisation really does: registered, able to take work, resident, or a zombie. Pure.

Derived from its contracts each time it is asked, with the evidence; nobody declares it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from services.registry.organisations.domain import Organisation
from services.registry.purchasing.domain import Contract

ZOMBIE_DAYS = 365
"""A year without any service: 僵尸机构. A query may ask for another number of days."""


@dataclass(frozen=True, slots=True)
class Activity:
    """`state`: registered | able | resident | zombie | exited; `missing` what keeps it from
    being able, as codes; `last_on` the last day it signed or delivered anything."""

    state: str
    running: int
    stations: int
    last_on: date | None
    missing: tuple[str, ...]


def activity_of(
    organisation: Organisation,
    contracts: Collection[Contract],
    today: date,
    days: int = ZOMBIE_DAYS,
) -> Activity:
    running = [contract for contract in contracts if contract.running(today)]
    stations = {station for contract in running for station in contract.station_ids}
    last = max((c.last_activity_on for c in contracts if c.last_activity_on), default=None)
    missing = tuple(_missing(organisation, today))
    return Activity(
        state=_state(organisation, bool(stations), bool(running), last, missing, today, days),
        running=len(running),
        stations=len(stations),
        last_on=last,
        missing=missing,
    )


def _state(
    organisation: Organisation,
    resident: bool,
    working: bool,
    last: date | None,
    missing: tuple[str, ...],
    today: date,
    days: int,
) -> str:
    if organisation.exited_on is not None:
        return "exited"
    if resident:
        return "resident"
    since = max(last or organisation.registered_on, organisation.registered_on)
    if not working and today - since > timedelta(days=days):
        return "zombie"
    return "registered" if missing else "able"


def _missing(organisation: Organisation, today: date) -> list[str]:
    """Able to take work: certified staff, a passed inspection of late, a good standing."""
    found = []
    if organisation.facts.certified_staff < 1:
        found.append("certified_staff")
    if (
        organisation.inspected_year < today.year - 1
        and organisation.registered_on.year < today.year
    ):
        found.append("inspection")
    if organisation.blacklisted(today) or organisation.suspended(today):
        found.append("standing")
    return found
