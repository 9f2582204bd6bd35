"""Staff from a file: each row a person, their post at a station, their certificate. Pure.

An id comes from the file's content and the row, never from the name: ids travel in events. Who has
the name, region and first day of somebody registered is that person.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts import codes
from contracts.codes import CodeList
from contracts.problems import ContractError
from contracts.registry.people import PersonEvent
from servicekit.aggregate import Stored
from servicekit.errors import DomainError
from servicekit.privacy import holds_personal_number
from servicekit.sheets import Column, Row, Sheet
from servicekit.sheets.meanings import day_of, member_of
from services.registry.sheets.kind import ID, Made, Sender, region_in_scope
from services.registry.staff.domain import (
    Certificate,
    Change,
    Person,
    Posting,
    assign,
    enter,
    gain_certificate,
)
from services.registry.staff.refusals import CertificateHeld, HigherHeld, PostOverlaps
from services.registry.stations.lookup import StationLookup


def _optional(key: str, zh: str, *aliases: str) -> Column:
    return Column(key, zh, aliases, required=False, optional_header=True)


NAME = Column("name", "姓名")
REGION = Column("region", "地区", ("地区代码", "行政区划", "行政区划代码"))
ENTERED = Column("entered_on", "从业日期", ("入职日期", "参加工作日期"))
STATION = _optional("station_id", "社工站", "station", "站点", "社工站名称")
POST = _optional("post", "岗位", "职务")
EMPLOYMENT = _optional("employment", "用工形式", "用工性质")
DUTY = _optional("duty", "岗位性质")
POSTED = _optional("posted_on", "任职日期", "到岗日期")
LEVEL = _optional("certificate", "证书等级", "证书", "持证等级")
CERTIFIED = _optional("certified_on", "取证日期")
VALID = _optional("valid_until", "证书有效期")
COLUMNS = (
    NAME, REGION, ENTERED, STATION, POST, EMPLOYMENT, DUTY, POSTED, LEVEL, CERTIFIED, VALID,
)  # fmt: skip

NAME_CHARACTERS = 50
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/staff")
_BLAMED: Mapping[type[DomainError], Column] = {
    PostOverlaps: STATION,
    CertificateHeld: LEVEL,
    HigherHeld: LEVEL,
}


class NameInvalid(ContractError):
    code = "name_invalid"

    def __init__(self) -> None:
        super().__init__(
            f"姓名应为 1 至 {NAME_CHARACTERS} 个字，不得含有证件号或电话。",
            f"a name has 1 to {NAME_CHARACTERS} letters and no numbers of a person.",
        )


class NeededToo(ContractError):
    code = "field_missing"

    def __init__(self, given: Column, needed: Column) -> None:
        super().__init__(
            f"填了「{given.zh}」时，「{needed.zh}」必填。",
            f"with {given.key} given, {needed.key} is required.",
        )


def person_id(digest: str, row: int) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{digest}/{row}"))


def read_staff(
    sheet: Sheet, sender: Sender, stations: StationLookup, known: Iterable[Stored[Person]]
) -> list[Made[Person]]:
    """Every row's person; what is wrong is in the sheet's faults."""
    there = {_who(stored.state): stored.id for stored in known}
    reading = _Reading(sheet, sender, stations, there)
    found = [made for row in sheet.judged() if (made := reading.person(row))]
    _refuse_repeats(sheet, found)
    return found


Who = tuple[str, str, object]


def _who(person: Person) -> Who:
    return person.name, person.region, person.entered_on


@dataclass(frozen=True, slots=True)
class _Reading:
    sheet: Sheet
    sender: Sender
    stations: StationLookup
    there: Mapping[Who, str]

    def person(self, row: Row) -> Made[Person] | None:
        """None when a cell is wrong; every cell of the row is judged all the same."""
        name = self.sheet.read(row, NAME, name_of)
        region = region_in_scope(self.sheet, row, REGION, self.sender.scope)
        entered = self.sheet.read(row, ENTERED, day_of)
        posting, certificate = self._posting(row), self._certificate(row)
        if not (name and region and entered) or self._faulty(row):
            return None
        person = Person(name=name, region=region.code, entered_on=entered)
        change = self._decided(row, person, posting, certificate)
        if change is None:
            return None
        id_ = self.there.get(_who(person)) or person_id(self.sender.digest, row.number)
        return Made(row.number, id_, person.region, change, row.text(ID.key) or "")

    def _faulty(self, row: Row) -> bool:
        return any(self.sheet.faults.has(row.number, column.key) for column in COLUMNS)

    def _posting(self, row: Row) -> Posting | None:
        station = self.sheet.read(row, STATION, self.stations.find)
        post, employment, duty = (
            self._code(row, column, known)
            for column, known in (
                (POST, codes.POSTS),
                (EMPLOYMENT, codes.EMPLOYMENT_TYPES),
                (DUTY, codes.DUTIES),
            )
        )
        since = self.sheet.read(row, POSTED, day_of) or self.sheet.read(row, ENTERED, day_of)
        if row.text(STATION.key) is None:
            self._need(row, STATION, (POST, EMPLOYMENT, POSTED))
            return None
        for column in (POST, EMPLOYMENT):
            if row.text(column.key) is None:
                self.sheet.faults.of(row.number, column, NeededToo(STATION, column))
        if not (station and post and employment and since):
            return None
        return Posting(
            station_id=station.id,
            post=post,
            employment=employment,
            duty=duty or "professional",
            since=since,
        )

    def _certificate(self, row: Row) -> Certificate | None:
        level = self._code(row, LEVEL, codes.CERTIFICATE_LEVELS)
        since = self.sheet.read(row, CERTIFIED, day_of)
        valid = self.sheet.read(row, VALID, day_of)
        if row.text(LEVEL.key) is None:
            self._need(row, LEVEL, (CERTIFIED, VALID))
        elif row.text(CERTIFIED.key) is None:
            self.sheet.faults.of(row.number, CERTIFIED, NeededToo(LEVEL, CERTIFIED))
        if not (level and since):
            return None
        return Certificate(level=level, since=since, valid_until=valid)

    def _need(self, row: Row, needed: Column, given: Sequence[Column]) -> None:
        """What says more about something needs that something."""
        for column in given:
            if row.text(column.key) is not None:
                self.sheet.faults.of(row.number, needed, NeededToo(column, needed))
                return

    def _code(self, row: Row, column: Column, known: CodeList) -> str | None:
        return self.sheet.read(row, column, lambda text: member_of(text, known).code)

    def _decided(
        self, row: Row, person: Person, posting: Posting | None, certificate: Certificate | None
    ) -> Change | None:
        today, events = self.sender.today, list[PersonEvent]()
        blamed = ENTERED
        try:
            person, said = enter(person, today)
            events += said
            if posting is not None:
                blamed = POSTED
                person, said = assign(person, posting, today)
                events += said
            if certificate is not None:
                blamed = CERTIFIED
                person, said = gain_certificate(person, certificate, today)
                events += said
        except DomainError as refusal:
            self.sheet.faults.of(row.number, _BLAMED.get(type(refusal), blamed), refusal)
            return None
        return person, events


def name_of(text: str) -> str:
    """Raises NameInvalid."""
    name = unicodedata.normalize("NFC", text)
    lettered = any(unicodedata.category(char).startswith("L") for char in name)
    if not lettered or len(name) > NAME_CHARACTERS or holds_personal_number(name):
        raise NameInvalid()
    return name


def _refuse_repeats(sheet: Sheet, found: Sequence[Made[Person]]) -> None:
    first: dict[Who, int] = {}
    for made in found:
        earlier = first.setdefault(_who(made.change[0]), made.row)
        if earlier != made.row:
            sheet.faults.at(
                made.row,
                NAME,
                "duplicate_row",
                f"与第 {earlier} 行是同一个人（姓名、地区、从业日期都相同）；请只保留一行。",
                f"the same person as row {earlier} (name, region and first day); keep one row.",
            )
