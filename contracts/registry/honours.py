"""Events of honours: 最美社工, 优秀社工机构, 优秀社工站, 优秀项目."""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event


class HonourEvent(Event, frozen=True, kw_only=True):
    """`title`: code list `honour_titles`; `level`: `designation_levels`; `recipient_id`: the
    opaque id of a person, or of a station, an organisation, a project, as the title says."""

    topic: ClassVar[str] = "registry.network"

    title: str
    level: str
    year: int
    recipient_id: str


class HonourAwarded(HonourEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.honour.awarded.v1"

    document_number: str = ""


class HonourRevoked(HonourEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.honour.revoked.v1"


EVENTS: tuple[type[Event], ...] = (HonourAwarded, HonourRevoked)
