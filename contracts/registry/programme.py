"""Events of the three-year programme: 一年覆盖、两年规范、三年提升."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from contracts.event import Event


class Spell(msgspec.Struct, frozen=True, kw_only=True):
    """An area's stage (code list `programme_stages`) from one day to another, both included."""

    stage: str
    starts_on: date
    ends_on: date


class ProgrammeStageSet(Event, frozen=True, kw_only=True):
    """`region` is to be in this stage; `was`: the dates of the same stage as they were set
    before, or None."""

    type: ClassVar[str] = "registry.programme.stage-set.v1"
    topic: ClassVar[str] = "registry.network"

    now: Spell
    was: Spell | None = None
    document_number: str = ""


EVENTS: tuple[type[Event], ...] = (ProgrammeStageSet,)
