"""Stations from a file: each row a signed station, or a planned one, all of them or none. Pure.

A station's id comes from its region, kind and name, so that sending the file again, or a longer
one, adds only what is new; one of the register that bears them all is the same station.
"""

from __future__ import annotations

import json
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts import codes
from contracts.problems import ContractError
from servicekit.aggregate import Stored
from servicekit.errors import DomainError, NotFound
from servicekit.privacy import holds_personal_number
from servicekit.scope import Scope
from servicekit.sheets import Column, Row, Sheet
from servicekit.sheets.meanings import day_of, member_of
from services.registry.sheets.kind import ID, Made, Sender, region_in_scope
from services.registry.stations.domain import Change, Station, plan_station, sign_station
from services.registry.stations.parents import check_visible_parent

NAME = Column("name", "站点名称", ("名称", "站名", "社工站名称"))
KIND = Column("kind", "类型", ("站点类型", "类别"))
REGION = Column("region", "地区", ("地区代码", "行政区划", "行政区划代码", "所在地区"))
SIGNED_ON = Column("signed_on", "挂牌日期", ("挂牌时间",), required=False)
"""Blank: the station is only planned."""
MODE = Column("operating_mode", "运营方式", ("运营模式",))
PARENT = Column(
    "parent", "上级站点", ("上级站点编号", "上级"), required=False, optional_header=True
)
PLACE = Column(
    "place", "所在地点", ("地点", "安置点", "农场"), required=False, optional_header=True
)
COLUMNS = (NAME, KIND, REGION, SIGNED_ON, MODE, PARENT, PLACE)

NAME_CHARACTERS = 100
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/stations")


class NameInvalid(ContractError):
    code = "name_invalid"

    def __init__(self) -> None:
        super().__init__(
            f"站点名称应为 1 至 {NAME_CHARACTERS} 个字，且不能含有身份证号或手机号。",
            f"a name has 1 to {NAME_CHARACTERS} characters and no person's numbers.",
        )


class ParentUnknown(ContractError):
    code = "parent_unknown"

    def __init__(self) -> None:
        super().__init__(
            "没有找到这个上级站点；请填写本文件或本辖区中唯一的站点名称，或已登记站点的编号。",
            "no such station; give the name of one station of the file or your area, or an id.",
        )


Find = Callable[[str], Stored[Station] | None]


@dataclass(frozen=True, slots=True)
class NewStation:
    """One row: the station it makes, when its plate was hung, and how it names its parent."""

    row: int
    id: str
    station: Station
    signed_on: date | None
    parent: str
    given: str


def station_id(region: str, kind: str, name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, json.dumps([region, kind, name])))


def read_stations(
    sheet: Sheet, sender: Sender, known: Iterable[Stored[Station]], find: Find = lambda _: None
) -> list[Made[Station]]:
    """Every row's station; what is wrong is in the sheet's faults. `known` are the sender's;
    `find` any by its id: a parent may stand above the sender's area."""
    register = _Register(known, find)
    found = [new for row in sheet.judged() if (new := _new_station(sheet, row, sender, register))]
    _refuse_repeats(sheet, found)
    placed = _placed(sheet, found, sender.scope, register)
    return [
        Made(new.row, new.id, new.station.region, change, new.given)
        for new in placed
        if (change := _decide(sheet, new, sender.today))
    ]


class _Register:
    """The stations there are: by what makes two the same, and by name."""

    def __init__(self, known: Iterable[Stored[Station]], find: Find) -> None:
        self.same: dict[tuple[str, str, str], str] = {}
        self._named: dict[str, list[tuple[str, Station]]] = {}
        self._find = find
        for stored in known:
            station = stored.state
            self.same[station.region, station.kind, station.name] = stored.id
            self._named.setdefault(station.name, []).append((stored.id, station))

    def called(self, text: str) -> list[tuple[str, Station]]:
        """(id, station) of those a row may mean by an id or a name."""
        by_id = self._find(text)
        return [(by_id.id, by_id.state)] if by_id else self._named.get(text, [])


def _new_station(sheet: Sheet, row: Row, sender: Sender, register: _Register) -> NewStation | None:
    """None when a cell is wrong; every cell of the row is judged all the same."""
    name = sheet.read(row, NAME, _name)
    kind = sheet.read(row, KIND, lambda text: member_of(text, codes.STATION_KINDS).code)
    region = region_in_scope(sheet, row, REGION, sender.scope)
    signed_on = sheet.read(row, SIGNED_ON, day_of)
    mode = sheet.read(row, MODE, lambda text: member_of(text, codes.OPERATING_MODES).code)
    place = sheet.read(row, PLACE, _name) or ""
    if not (name and kind and region and mode) or sheet.faults.has(row.number, SIGNED_ON.key):
        return None
    station = Station(name=name, kind=kind, region=region.code, operating_mode=mode, place=place)
    same = register.same.get((region.code, kind, name))
    id_ = same or station_id(region.code, kind, name)
    parent, given = row.text(PARENT.key) or "", row.text(ID.key) or ""
    return NewStation(row.number, id_, station, signed_on, parent, given)


def _name(text: str) -> str:
    name = unicodedata.normalize("NFC", text)
    lettered = any(unicodedata.category(char).startswith("L") for char in name)
    if not lettered or len(name) > NAME_CHARACTERS or holds_personal_number(name):
        raise NameInvalid()
    return name


def _refuse_repeats(sheet: Sheet, found: Sequence[NewStation]) -> None:
    first: dict[str, int] = {}
    for new in found:
        earlier = first.setdefault(new.id, new.row)
        if earlier != new.row:
            sheet.faults.at(
                new.row,
                NAME,
                "duplicate_row",
                f"与第 {earlier} 行重复（地区、类型、名称都相同）；请只保留一行。",
                f"repeats row {earlier} (same region, kind and name); keep one of them.",
            )


def _placed(
    sheet: Sheet, found: Sequence[NewStation], scope: Scope, register: _Register
) -> list[NewStation]:
    """Each station with its parent's id in place of what the row calls it."""
    in_file: dict[str, list[tuple[str, Station]]] = {}
    for new in found:
        in_file.setdefault(new.station.name, []).append((new.id, new.station))
    placed: list[NewStation] = []
    for new in found:
        meant = in_file.get(new.parent) or register.called(new.parent)
        try:
            placed.append(_below(new, meant, scope) if new.parent else new)
        except (ContractError, DomainError) as refusal:
            sheet.faults.of(new.row, PARENT, refusal)
    return placed


def _below(new: NewStation, meant: Sequence[tuple[str, Station]], scope: Scope) -> NewStation:
    """Raises ParentUnknown, and what the tiers say against it."""
    if len(meant) != 1:
        raise ParentUnknown()
    ((id_, parent),) = meant
    try:
        check_visible_parent(new.station, parent, scope)
    except NotFound:
        raise ParentUnknown() from None
    return replace(new, station=replace(new.station, parent_id=id_))


def _decide(sheet: Sheet, new: NewStation, today: date) -> Change | None:
    try:
        planned, said = plan_station(new.station, today)
        if new.signed_on is None:
            return planned, said
        signed, also = sign_station(planned, new.signed_on, today)
    except DomainError as refusal:
        sheet.faults.of(new.row, SIGNED_ON, refusal)
        return None
    return signed, [*said, *also]
