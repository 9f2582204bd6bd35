"""Service entries from a file: each row one entry, all of them or none. Pure.

An entry's id comes from what the file's rows say and its own row, so that an interrupted import
can be sent again and adds only what is missing. The same row in another file is another entry;
where the two
look alike they are listed as likely duplicates.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import lru_cache

from contracts import codes
from contracts.registry.service_log import ServiceFacts
from servicekit.errors import DomainError, FieldError
from servicekit.sheets import Column, Row, Sheet
from servicekit.sheets.amounts import count_of
from servicekit.sheets.faults import LISTED
from servicekit.sheets.meanings import day_of, member_of
from services.registry.service_log.batch import BLAMED
from services.registry.service_log.domain import (
    ServiceEntry,
    record_service,
    require_taking_entries,
)
from services.registry.sheets.kind import ID, Made, Sender
from services.registry.stations.domain import Station
from services.registry.stations.lookup import StationLookup

STATION = Column(
    "station_id", "社工站", ("station", "站点", "站点名称", "社工站名称", "站点编号", "社工站编号")
)
ON = Column("occurred_on", "服务日期", ("日期", "服务时间", "开展日期"))
DOMAIN = Column("domain", "服务领域", ("领域",))
ACTIVITY = Column("activity", "活动类型", ("活动", "服务形式", "服务方式"))
TARGET = Column("target_group", "服务对象", ("对象", "服务对象类别"))


def _number(key: str, zh: str, *aliases: str) -> Column:
    return Column(key, zh, aliases, required=False, optional_header=True)


PERSONS = _number("persons", "人数", "服务人数")
PERSON_TIMES = _number("person_times", "人次", "服务人次")
HOUSEHOLDS = _number("households", "户数", "走访户数")
SESSIONS = _number("sessions", "场次", "活动场次")
NOTE = Column("note", "备注", ("说明",), required=False, optional_header=True)
NUMBERS = (PERSONS, PERSON_TIMES, HOUSEHOLDS, SESSIONS)
COLUMNS = (STATION, ON, DOMAIN, ACTIVITY, TARGET, *NUMBERS, NOTE)

_BY_KEY = {column.key: column for column in COLUMNS}

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/service-entries")


def entry_id(digest: str, row: int) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{digest}/{row}"))


def read_entries(sheet: Sheet, sender: Sender, stations: StationLookup) -> list[Made[ServiceEntry]]:
    """Every row's entry; what is wrong is in the sheet's faults."""
    reading = _Reading(sheet, sender, stations)
    found = [made for row in sheet.judged() if (made := reading.entry(row))]
    sheet.warnings.extend(_repeats(found))
    return found


def _repeats(found: Sequence[Made[ServiceEntry]]) -> list[FieldError]:
    """Rows alike are no mistake: the same may be done twice a day. Their sender should know."""
    first: dict[ServiceFacts, int] = {}
    again = [
        (one.row, earlier)
        for one in found
        if (earlier := first.setdefault(one.change[0].facts, one.row)) != one.row
    ]
    return [_repeat(row, earlier) for row, earlier in again[:LISTED]]


def _repeat(row: int, earlier: int) -> FieldError:
    return FieldError(
        f"/rows/{row}",
        "likely_duplicate",
        f"第 {row} 行与第 {earlier} 行内容相同；如是重复录入，导入后请在疑似重复中作废其一。",
        f"Row {row} says the same as row {earlier}; if it is the same service, void one of them.",
    )


class _Reading:
    """One file. What a cell stands for is looked up once for all rows that say the same."""

    def __init__(self, sheet: Sheet, sender: Sender, stations: StationLookup) -> None:
        self._sheet = sheet
        self._sender = sender
        self._station = lru_cache(maxsize=None)(stations.find)

    def entry(self, row: Row) -> Made[ServiceEntry] | None:
        """None when a cell is wrong; every cell of the row is judged all the same."""
        read = self._sheet.read
        station = read(row, STATION, self._station)
        on = read(row, ON, _day)
        domain = read(row, DOMAIN, _domain)
        activity = read(row, ACTIVITY, _activity)
        target = read(row, TARGET, _target)
        persons, times, households, sessions = [read(row, c, count_of) for c in NUMBERS]
        if not (station and on and domain and activity and target) or self._wrong_number(row):
            return None
        facts = ServiceFacts(
            region=station.state.region_on(on),
            occurred_on=on,
            station_id=station.id,
            domain=domain,
            activity=activity,
            target_group=target,
            persons=persons,
            person_times=times,
            households=households,
            sessions=sessions,
        )
        return self._decided(row, facts, station.state)

    def _wrong_number(self, row: Row) -> bool:
        faults = self._sheet.faults
        return len(faults) > 0 and any(faults.has(row.number, c.key) for c in NUMBERS)

    def _decided(
        self, row: Row, facts: ServiceFacts, station: Station
    ) -> Made[ServiceEntry] | None:
        try:
            require_taking_entries(station, facts.occurred_on)
            change = record_service(facts, row.text(NOTE.key) or "", self._sender.today)
        except DomainError as refusal:
            field = BLAMED.get(type(refusal), STATION.key)
            self._sheet.faults.of(row.number, _BY_KEY[field], refusal)
            return None
        id_ = entry_id(self._sender.digest, row.number)
        return Made(row.number, id_, facts.region, change, row.text(ID.key) or "")


_day = lru_cache(maxsize=4096)(day_of)


@lru_cache(maxsize=256)
def _domain(text: str) -> str:
    return member_of(text, codes.DOMAINS).code


@lru_cache(maxsize=256)
def _activity(text: str) -> str:
    return member_of(text, codes.ACTIVITIES).code


@lru_cache(maxsize=256)
def _target(text: str) -> str:
    return member_of(text, codes.TARGET_GROUPS).code
