"""Stations as a kind of sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query

from contracts import codes
from servicekit.aggregate import Stored
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from servicekit.sheets import Sheet
from servicekit.sheets.template import Hint
from servicekit.sheets.writing import Value
from services.registry.sheets.kind import Made, Sender, SheetKind
from services.registry.stations import imports
from services.registry.stations.station import Station


def stations_kind(stations: Mirror[Station]) -> SheetKind[Station]:
    def read(sheet: Sheet, sender: Sender) -> list[Made[Station]]:
        return imports.read_stations(sheet, sender, stations.within(sender.scope), stations.get)

    return SheetKind(
        name="stations",
        zh="社工站",
        en="stations",
        path="/api/registry/stations",
        write="registry.stations.write",
        columns=imports.COLUMNS,
        hints=_hints,
        read=read,
        row=row_of,
        same=says_the_same,
        filters=filters,
    )


def row_of(stored: Stored[Station]) -> Mapping[str, Value]:
    station = stored.state
    return {
        "name": station.name,
        "kind": codes.STATION_KINDS.name_zh(station.kind),
        "region": station.region,
        "signed_on": station.signed_on.isoformat() if station.signed_on else None,
        "operating_mode": codes.OPERATING_MODES.name_zh(station.operating_mode),
        "parent": station.parent_id,
        "place": station.place,
    }


def says_the_same(stored: Station, row: Station) -> bool:
    """What a row can say; how far the station has come since is not its matter."""
    return all(
        getattr(stored, name) == getattr(row, name)
        for name in ("name", "kind", "region", "signed_on", "operating_mode", "parent_id", "place")
    )


def filters(kind: Annotated[str | None, Query(max_length=40)] = None) -> Mapping[str, Any]:
    return {"state.kind": codes.STATION_KINDS.require(kind, "/kind").code} if kind else {}


def _hints(_: Scope) -> Mapping[str, Hint]:
    return {
        "name": Hint("全称，同一地区同类站点不重名。", "城关镇社会工作服务站"),
        "kind": Hint("从下拉列表中选择。", "乡镇社工站", codes.STATION_KINDS),
        "region": Hint("所在地的行政区划代码或全称；农场、安置点填所在乡镇或县。", "532501002"),
        "signed_on": Hint("挂牌的日期；尚未挂牌的留空，登记为筹建。", "2021-09-01"),
        "operating_mode": Hint("从下拉列表中选择。", "政府购买服务", codes.OPERATING_MODES),
        "parent": Hint(
            "上级站点的名称（本文件或本辖区中唯一）或编号；没有则留空。", "个旧市社工总站"
        ),
        "place": Hint("没有行政区划代码的地点：农场、校园、安置点。", "大屯安置点"),
    }
