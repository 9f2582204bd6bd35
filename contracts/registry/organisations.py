"""Events of organisations 社会组织: who there is, and whether they may be given work.

The name and the credit code are public; no person of theirs is named.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import msgspec

from contracts.event import Event, Whole


class OrganisationFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`credit_code` GB 32100; `certified_staff` 人; `filed_kind` for a filed 备案 community
    organisation."""

    name: str
    kind: str
    credit_code: str
    domains: tuple[str, ...] = ()
    certified_staff: Whole = 0
    filed_kind: str = ""


class OrganisationEvent(Event, frozen=True, kw_only=True):
    """`kind`: code list `organisation_kinds`."""

    topic: ClassVar[str] = "registry.organisations"

    kind: str


class OrganisationRegistered(OrganisationEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.organisation.registered.v1"

    facts: OrganisationFacts


class OrganisationChanged(OrganisationEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.organisation.changed.v1"

    was: OrganisationFacts
    now: OrganisationFacts


class OrganisationEngaged(OrganisationEvent, frozen=True, kw_only=True):
    """Given work for the first time."""

    type: ClassVar[str] = "registry.organisation.engaged.v1"


class OrganisationCommitted(OrganisationEvent, frozen=True, kw_only=True):
    """The award of this contract is allowed: from now on it may be signed."""

    type: ClassVar[str] = "registry.organisation.committed.v1"

    contract_id: str


class BlacklistingProposed(OrganisationEvent, frozen=True, kw_only=True):
    """Somebody proposes it; it holds once another person confirms."""

    type: ClassVar[str] = "registry.organisation.blacklisting-proposed.v1"

    ground: str


class OrganisationBlacklisted(OrganisationEvent, frozen=True, kw_only=True):
    """Refused everywhere from now on, up to and including `until` (absent: without a term)."""

    type: ClassVar[str] = "registry.organisation.blacklisted.v1"

    ground: str
    document: str
    until: date | None = None


class AppealFiled(OrganisationEvent, frozen=True, kw_only=True):
    """It does not lift the blacklisting by itself."""

    type: ClassVar[str] = "registry.organisation.appeal-filed.v1"


class AppealRejected(OrganisationEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.organisation.appeal-rejected.v1"


class OrganisationCleared(OrganisationEvent, frozen=True, kw_only=True):
    """The blacklisting or suspension is lifted. `reason`: appeal_upheld | lifted."""

    type: ClassVar[str] = "registry.organisation.cleared.v1"

    reason: str


class OrganisationSuspended(OrganisationEvent, frozen=True, kw_only=True):
    """No new work up to and including `until`."""

    type: ClassVar[str] = "registry.organisation.suspended.v1"

    ground: str
    until: date


class OrganisationExited(OrganisationEvent, frozen=True, kw_only=True):
    """Gone for good 退出: dissolved, or shut out. `state`: filed, or engaged, until this day."""

    type: ClassVar[str] = "registry.organisation.exited.v1"

    reason: str
    state: str


EVENTS: tuple[type[Event], ...] = (
    OrganisationRegistered,
    OrganisationChanged,
    OrganisationEngaged,
    OrganisationCommitted,
    BlacklistingProposed,
    OrganisationBlacklisted,
    AppealFiled,
    AppealRejected,
    OrganisationCleared,
    OrganisationSuspended,
    OrganisationExited,
)


def copied(event: Event) -> dict[str, Any]:
    """What a copy of the organisations keeps of an event: who it is, and its standing."""
    if isinstance(event, OrganisationRegistered):
        return _who(event.facts) | {"standing": "good", "until": ""}
    if isinstance(event, OrganisationChanged):
        return _who(event.now)
    if isinstance(event, OrganisationBlacklisted):
        until = event.until.isoformat() if event.until else ""
        return {"standing": "blacklisted", "until": until, "ground": event.ground}
    if isinstance(event, OrganisationSuspended):
        ground, until = event.ground, event.until.isoformat()
        return {"standing": "suspended", "until": until, "ground": ground}
    if isinstance(event, OrganisationCleared):
        return {"standing": "good", "until": "", "ground": ""}
    return {"standing": "exited", "until": ""} if isinstance(event, OrganisationExited) else {}


def refused(standing: str, until: str, today: date) -> bool:
    """Whether somebody of this standing gets no new work today; a term ends by itself."""
    over = bool(until) and date.fromisoformat(until) < today
    return standing in ("blacklisted", "suspended", "exited") and not over


def _who(facts: OrganisationFacts) -> dict[str, Any]:
    return {"name": facts.name, "kind": facts.kind, "domains": list(facts.domains)}
