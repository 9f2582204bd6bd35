"""The service log as a kind of sheet: template, import of up to 50,000 rows, export."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import Query

from contracts import codes
from servicekit.aggregate import Stored
from servicekit.fields import Id
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from servicekit.sheets import Limits, Sheet
from servicekit.sheets.template import Hint
from servicekit.sheets.writing import Value
from services.registry.service_log import imports
from services.registry.service_log.domain import ServiceEntry
from services.registry.service_log.imports import COLUMNS, NUMBERS
from services.registry.sheets.kind import Made, Sender, SheetKind
from services.registry.stations.domain import Station
from services.registry.stations.lookup import StationLookup

MOST_ROWS = 50_000
_TITLES = 5
"""Rows above the entries: a title or two, and the header."""
_OFFERED = 500
"""A drop-down list of more stations than these helps nobody."""


def entries_kind(stations: Mirror[Station]) -> SheetKind[ServiceEntry]:
    def lookup(scope: Scope) -> StationLookup:
        return StationLookup(stations.within(scope))

    def read(sheet: Sheet, sender: Sender) -> list[Made[ServiceEntry]]:
        return imports.read_entries(sheet, sender, lookup(sender.scope))

    return SheetKind(
        name="service-entries",
        zh="服务记录",
        en="service entries",
        path="/api/registry/service-entries",
        write="registry.service-entries.write",
        columns=COLUMNS,
        hints=lambda scope: _hints(lookup(scope).names[:_OFFERED]),
        read=read,
        row=row_of,
        same=says_the_same,
        filters=filters,
        limits=Limits(rows=MOST_ROWS + _TITLES, cpu_seconds=60, wall_seconds=90.0),
    )


def row_of(stored: Stored[ServiceEntry]) -> Mapping[str, Value] | None:
    """None for a voided entry: it counts no more. Notes may name people and are left out."""
    facts = stored.state.facts
    if stored.state.voided:
        return None
    return {
        "station_id": facts.station_id,
        "occurred_on": facts.occurred_on.isoformat(),
        "domain": codes.DOMAINS.name_zh(facts.domain),
        "activity": codes.ACTIVITIES.name_zh(facts.activity),
        "target_group": codes.TARGET_GROUPS.name_zh(facts.target_group),
        **{column.key: getattr(facts, column.key) for column in NUMBERS},
    }


def says_the_same(stored: ServiceEntry, row: ServiceEntry) -> bool:
    """An export has no notes; a note written into one would go unread."""
    return stored.facts == row.facts and row.note in ("", stored.note)


def filters(
    station_id: Annotated[Id | None, Query()] = None,
    since: Annotated[date | None, Query(description="自（含）")] = None,
    until: Annotated[date | None, Query(description="至（含）")] = None,
) -> Mapping[str, Any]:
    days = {
        name: day.isoformat() for name, day in (("$gte", since), ("$lte", until)) if day is not None
    }
    return {
        **({"state.facts.station_id": station_id} if station_id else {}),
        **({"state.facts.occurred_on": days} if days else {}),
    }


def _hints(stations: list[str]) -> Mapping[str, Hint]:
    return {
        "station_id": Hint(
            "已登记社工站的名称；同名的请填编号。", "城关镇社会工作服务站", choices=stations
        ),
        "occurred_on": Hint("服务当天的日期，不能晚于今天，也不能早于挂牌日期。", "2022-06-30"),
        "domain": Hint("从下拉列表中选择。", "养老服务", codes.DOMAINS),
        "activity": Hint("从下拉列表中选择。", "入户走访", codes.ACTIVITIES),
        "target_group": Hint("从下拉列表中选择。", "留守老人", codes.TARGET_GROUPS),
        "persons": Hint("服务了多少个人（人）；人数、人次、户数、场次至少填一项。", "8"),
        "person_times": Hint("服务了多少人次；不少于人数。", "12"),
        "households": Hint("走访或核查了多少户。", "9"),
        "sessions": Hint("开展了多少场（次、节、份）。", "1"),
        "note": Hint("只留在登记中，不进入统计；请勿写身份证号和手机号。", ""),
    }
