"""Stations from a file: each row a signed station, all of them or none. Pure.

A station's id comes from its region, kind and name, so that sending the file again, or a longer
one, adds only what is new.
"""

from __future__ import annotations

import json
import re
import unicodedata
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts import codes
from contracts.problems import ContractError
from contracts.regions import Region
from servicekit.errors import DomainError
from servicekit.privacy import holds_personal_number
from servicekit.scope import Scope
from servicekit.sheets import Column, Grid, Row, Sheet
from servicekit.sheets.meanings import day_of, member_of, region_of
from services.registry.stations.domain import Change, Station, plan_station, sign_station

NAME = Column("name", "站点名称", ("名称", "站名", "社工站名称"))
KIND = Column("kind", "类型", ("站点类型", "类别"))
REGION = Column("region", "地区", ("地区代码", "行政区划", "行政区划代码", "所在地区"))
SIGNED_ON = Column("signed_on", "挂牌日期", ("挂牌时间",))
MODE = Column("operating_mode", "运营方式", ("运营模式",))
PARENT = Column(
    "parent", "上级站点", ("上级站点编号", "上级"), required=False, optional_header=True
)
COLUMNS = (NAME, KIND, REGION, SIGNED_ON, MODE, PARENT)

NAME_CHARACTERS = 100
TIERS = 10
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/stations")
Creation = tuple[str, str, Change]
"""(station id, region, what its making says)."""
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


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
            "没有找到这个上级站点；请填写本文件中唯一的站点名称，或已登记站点的编号。",
            "no such station; give the name of one station of this file, or a station's id.",
        )


class ParentCircular(ContractError):
    code = "parent_circular"

    def __init__(self) -> None:
        super().__init__(
            f"上级站点绕回到本站，或超过 {TIERS} 层；请检查各行的上级站点。",
            f"the parents lead back to this station or beyond {TIERS} tiers; check them.",
        )


@dataclass(frozen=True, slots=True)
class NewStation:
    """One row: the station it makes, when its plate was hung, and how it names its parent."""

    row: int
    id: str
    station: Station
    signed_on: date
    parent: str


@dataclass(frozen=True, slots=True)
class StationFile:
    """A file read row by row; what is wrong so far is in the sheet's faults."""

    sheet: Sheet
    stations: Sequence[NewStation]

    @property
    def parents(self) -> frozenset[str]:
        """Ids of stations outside the file that rows name as their parent."""
        return frozenset(new.parent for new in self.stations if _ID.fullmatch(new.parent))

    def decide(self, known: Collection[str], today: date) -> list[Creation]:
        """(id, region, change) of every station; `known` are the parents that exist.

        Raises RowsRefused (422) or RowsOutOfScope (403), and then no station may be made.
        """
        placed = _placed(self.sheet, self.stations, known)
        _refuse_circles(self.sheet, placed)
        decided = [(new, _decide(self.sheet, new, today)) for new in placed]
        self.sheet.faults.refuse()
        return [(new.id, new.station.region, change) for new, change in decided if change]


def station_id(region: str, kind: str, name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, json.dumps([region, kind, name])))


def read_stations(grid: Grid, scope: Scope) -> StationFile:
    """Raises InvalidInput for a wrong header; all else is collected until `decide`."""
    sheet = Sheet.of(grid, COLUMNS)
    found = [new for row in sheet.judged() if (new := _new_station(sheet, row, scope))]
    _refuse_repeats(sheet, found)
    return StationFile(sheet, found)


def _new_station(sheet: Sheet, row: Row, scope: Scope) -> NewStation | None:
    """None when a cell is wrong; every cell of the row is judged all the same."""
    name = sheet.read(row, NAME, _name)
    kind = sheet.read(row, KIND, lambda text: member_of(text, codes.STATION_KINDS).code)
    region = _region(sheet, row, scope)
    signed_on = sheet.read(row, SIGNED_ON, day_of)
    mode = sheet.read(row, MODE, lambda text: member_of(text, codes.OPERATING_MODES).code)
    if not (name and kind and region and signed_on and mode):
        return None
    station = Station(name=name, kind=kind, region=region.code, operating_mode=mode)
    id_ = station_id(region.code, kind, name)
    return NewStation(row.number, id_, station, signed_on, row.text(PARENT.key) or "")


def _name(text: str) -> str:
    name = unicodedata.normalize("NFC", text)
    lettered = any(unicodedata.category(char).startswith("L") for char in name)
    if not lettered or len(name) > NAME_CHARACTERS or holds_personal_number(name):
        raise NameInvalid()
    return name


def _region(sheet: Sheet, row: Row, scope: Scope) -> Region | None:
    region = sheet.read(row, REGION, lambda text: region_of(text, scope))
    if region is not None and not scope.allows(region.code):
        sheet.faults.out_of_scope(row.number, REGION)
        return None
    return region


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


def _placed(sheet: Sheet, found: Sequence[NewStation], known: Collection[str]) -> list[NewStation]:
    """Each station with its parent's id in place of what the row calls it."""
    named: dict[str, list[str]] = {}
    for new in found:
        named.setdefault(new.station.name, []).append(new.id)
    placed: list[NewStation] = []
    for new in found:
        ids = named.get(new.parent, [new.parent] if new.parent in known else [])
        if new.parent and len(ids) != 1:
            sheet.faults.of(new.row, PARENT, ParentUnknown())
        elif new.parent:
            placed.append(replace(new, station=replace(new.station, parent_id=ids[0])))
        else:
            placed.append(new)
    return placed


def _refuse_circles(sheet: Sheet, placed: Sequence[NewStation]) -> None:
    """Station under station leads up to a top, in a few steps."""
    above = {new.id: new.station.parent_id for new in placed}
    for new in placed:
        at = new.station.parent_id
        for _ in range(TIERS):
            at = above.get(at, "") if at != new.id else at
        if at:
            sheet.faults.of(new.row, PARENT, ParentCircular())


def _decide(sheet: Sheet, new: NewStation, today: date) -> Change | None:
    try:
        planned, said = plan_station(new.station, today)
        signed, also = sign_station(planned, new.signed_on, today)
    except DomainError as refusal:
        sheet.faults.of(new.row, SIGNED_ON, refusal)
        return None
    return signed, [*said, *also]
