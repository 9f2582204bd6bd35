"""Honours: who was honoured as what, at which level, in which year, each once. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from contracts.registry.honours import HonourAwarded, HonourEvent, HonourRevoked
from servicekit.errors import DomainError
from services.registry.stations.ladder import Stage
from services.registry.stations.station import Station, happened

_NAMESPACE = UUID("2d6a7b90-4f0c-5e9c-8b0b-9b1a3c5d7e60")


@dataclass(frozen=True, slots=True, kw_only=True)
class Honour:
    """`recipient_id`: a station's for 优秀社工站; else of a person, an organisation, a project."""

    title: str
    level: str
    year: int
    recipient_id: str
    region: str
    awarded_on: date
    document_number: str = ""
    revoked_on: date | None = None


Change = tuple[Honour, list[HonourEvent]]


class HonoursOfAClosedStation(DomainError):
    code = "station_stage"
    zh = "该站「{stage}」，不能评为优秀社工站；须已挂牌且未关闭。"
    en = "The station is {stage_en}; only one whose plate is up can be honoured."


class HonouredOtherYear(DomainError):
    code = "year_invalid"
    status = 422
    zh = "评选年度须为 {latest} 年或以前。"
    en = "The year of an honour is {latest} or earlier."


class HonourIsRevoked(DomainError):
    code = "honour_revoked"
    zh = "该荣誉已撤销。"
    en = "The honour is revoked already."


def honour_id(honour: Honour) -> str:
    """Nobody is given the same honour twice for one year."""
    told = f"{honour.title}/{honour.level}/{honour.year}/{honour.recipient_id}"
    return str(uuid5(_NAMESPACE, told))


def award(honour: Honour, station: Station | None, today: date) -> Change:
    """`station`: the recipient, where the title is a station's."""
    happened(honour.awarded_on, None, today)
    if honour.year > honour.awarded_on.year:
        raise HonouredOtherYear(pointer="/year", latest=honour.awarded_on.year)
    if station is not None and station.stage in (Stage.PLANNED, Stage.CLOSED):
        raise HonoursOfAClosedStation(
            pointer="/recipient_id", stage=station.stage.zh, stage_en=station.stage.value
        )
    event = HonourAwarded(
        region=honour.region,
        occurred_on=honour.awarded_on,
        title=honour.title,
        level=honour.level,
        year=honour.year,
        recipient_id=honour.recipient_id,
        document_number=honour.document_number,
    )
    return honour, [event]


def revoke(honour: Honour, today: date) -> Change:
    if honour.revoked_on is not None:
        raise HonourIsRevoked()
    event = HonourRevoked(
        region=honour.region,
        occurred_on=today,
        title=honour.title,
        level=honour.level,
        year=honour.year,
        recipient_id=honour.recipient_id,
    )
    return replace(honour, revoked_on=today), [event]
