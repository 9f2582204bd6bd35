"""Who funds a project, and by how much: each yuan of each source once. Pure.

A project has no books here: what it has is what gifts hold for it. A regrant was counted where it
was first received, so it stands apart and is left out of the total.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from servicekit.aggregate import Stored
from services.charity.gifts.amounts import NOTHING, Amount
from services.charity.gifts.gift import Gift

HELD = ("allocated", "in_transit", "delivered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One donor kind: what its gifts hold for the project, of it delivered, of it regranted."""

    kind: str
    gifts: int = 0
    held: Amount = NOTHING
    delivered: Amount = NOTHING
    regranted: Amount = NOTHING

    @property
    def own(self) -> Amount:
        """Without what was counted elsewhere already."""
        return self.held - self.regranted


def sources(
    gifts: Iterable[Stored[Gift]], project_id: str, kind_of: dict[str, str]
) -> list[Source]:
    """By kind of donor, in order of kind; `other` for a gift whose donor is not registered."""
    found: dict[str, Source] = {}
    for stored in gifts:
        gift = stored.state
        parts = [part for part in gift.allocations if part.to.project_id == project_id]
        if not parts:
            continue
        kind = kind_of.get(gift.donor_id, "other")
        held = sum((gift.part(k, p.id) for p in parts for k in HELD), NOTHING)
        done = sum((gift.part("delivered", p.id) for p in parts), NOTHING)
        before = found.get(kind, Source(kind=kind))
        found[kind] = replace(
            before,
            gifts=before.gifts + 1,
            held=before.held + held,
            delivered=before.delivered + done,
            regranted=before.regranted + (held if gift.regrant else NOTHING),
        )
    return [found[kind] for kind in sorted(found)]
