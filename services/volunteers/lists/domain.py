"""The three lists 三项清单 of a village or community and a period: drafted, published, compared.

Pure. A published list is frozen: what happens to its needs afterwards is kept beside the items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from contracts import periods
from contracts.volunteers.lists import (
    ListDrafted,
    ListedItem,
    ListedNeedMet,
    ListEvent,
    ListPublished,
)
from services.volunteers.lists.refusals import (
    ItemTwice,
    ItemUnknown,
    LaterPublished,
    ListEmpty,
    ListFrozen,
    ListNotPublished,
    NotAList,
    PeriodNotBegun,
)

_NAMESPACE = UUID("2f6a4c1d-8e35-5b7a-a9d4-61c0e2b7f583")
KINDS = ("resources", "needs", "services")
MOST_ITEMS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`title` stays in this service; the rest is told."""

    title: str
    told: ListedItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    on: date
    need_id: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceList:
    """One of the three lists; `place` is the public name of a village or community of the region,
    '' for all of it."""

    region: str
    place: str
    kind: str
    period: str
    items: tuple[Item, ...] = ()
    published_on: date | None = None
    previous_period: str = ""
    met: dict[str, Met] = field(default_factory=dict)

    @property
    def stage(self) -> str:
        return "published" if self.published_on else "draft"

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(item.told.id for item in self.items)

    @property
    def series(self) -> tuple[str, str, str, str]:
        """What makes the lists of several periods comparable: a quarter's with a quarter's."""
        return self.region, self.place, self.kind, periods.parse(self.period).kind

    @property
    def ends_on(self) -> date:
        return periods.parse(self.period).end or date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Ids of items against an earlier list of the same place and kind. `met`: of the earlier
    list's needs; an earlier need that is neither met nor kept was given up."""

    added: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]
    met: tuple[str, ...]


Change = tuple[PlaceList, list[ListEvent]]


def list_id(of: PlaceList) -> str:
    """There is one list of a place, kind and period."""
    return str(uuid5(_NAMESPACE, f"{of.region}/{of.place}/{of.kind}/{of.period}"))


def place_id(region: str, place: str) -> str:
    return str(uuid5(_NAMESPACE, f"{region}/{place}")) if place else ""


def draft(known: PlaceList, items: Sequence[Item], today: date) -> Change:
    """These items take the place of those drafted before (ListFrozen, ItemTwice, NotAList)."""
    _require_draft(known)
    if known.ends_on == date.max:
        raise NotAList(pointer="/period")
    ids = [item.told.id for item in items]
    if len(set(ids)) < len(ids):
        raise ItemTwice(pointer="/items")
    event = ListDrafted(**_about(known, today), items=len(items))
    return replace(known, items=tuple(items)), [event]


def require_carried(ids: Sequence[str], before: PlaceList | None) -> None:
    """What an item was carried over from stands in the list before (ItemUnknown)."""
    missing = set(ids) - set(before.ids if before else ())
    if missing:
        raise ItemUnknown(pointer="/items")


def publish(known: PlaceList, earlier: Sequence[PlaceList], today: date) -> Change:
    """Frozen from now on; `earlier`: the other published lists of the same place and kind. Raises
    ListEmpty, PeriodNotBegun, LaterPublished."""
    if known.published_on is not None:
        return known, []
    if not known.items:
        raise ListEmpty()
    starts_on = periods.parse(known.period).start or date.max
    if today < starts_on:
        raise PeriodNotBegun(starts=starts_on)
    if any(other.ends_on > known.ends_on for other in earlier):
        raise LaterPublished()
    before = latest_before(known, earlier)
    compared = compare(before, known)
    event = ListPublished(
        **_about(known, today),
        items=tuple(item.told for item in known.items),
        added=len(compared.added),
        kept=len(compared.kept),
        removed=len(compared.removed),
        previous_period=before.period if before else "",
    )
    previous = before.period if before else ""
    return replace(known, published_on=today, previous_period=previous), [event]


def meet(known: PlaceList, item_id: str, met: Met, today: date) -> Change:
    """A need of a published list was met; a second time is no news."""
    if known.published_on is None or known.kind != "needs":
        raise ListNotPublished()
    if item_id in known.met:
        return known, []
    item = next((item for item in known.items if item.told.id == item_id), None)
    if item is None:
        raise ItemUnknown(pointer="/item_id")
    event = ListedNeedMet(
        **_about(known, today), item=item.told, need_id=met.need_id, evidence=met.evidence
    )
    return replace(known, met={**known.met, item_id: met}), [event]


def compare(before: PlaceList | None, now: PlaceList) -> Comparison:
    """Without a list before, everything is added."""
    had = before.ids if before else ()
    return Comparison(
        added=tuple(id_ for id_ in now.ids if id_ not in had),
        kept=tuple(id_ for id_ in now.ids if id_ in had),
        removed=tuple(id_ for id_ in had if id_ not in now.ids),
        met=tuple(id_ for id_ in had if before is not None and id_ in before.met),
    )


def latest_before(known: PlaceList, published: Sequence[PlaceList]) -> PlaceList | None:
    """The list of the latest period that ended before this one's does."""
    earlier = [other for other in published if other.ends_on < known.ends_on]
    return max(earlier, key=lambda other: other.ends_on, default=None)


@dataclass(slots=True)
class MetShare:
    """Needs on published lists, and those of them that were met."""

    listed: int = 0
    met: int = 0

    @classmethod
    def of(cls, known: PlaceList) -> MetShare:
        """What a list adds: only needs count, once they are published."""
        if known.kind != "needs" or known.published_on is None:
            return cls()
        return cls(len(known.items), len(known.met))

    def add(self, other: MetShare) -> None:
        self.listed += other.listed
        self.met += other.met

    def take(self, other: MetShare) -> None:
        self.listed -= other.listed
        self.met -= other.met

    @property
    def percent(self) -> float | None:
        """From its parts, at every level; None where nothing is listed."""
        return round(100 * self.met / self.listed, 2) if self.listed else None


def _require_draft(known: PlaceList) -> None:
    if known.published_on is not None:
        raise ListFrozen(on=known.published_on)


def _about(known: PlaceList, today: date) -> dict[str, Any]:
    return {
        "region": known.region,
        "occurred_on": today,
        "kind": known.kind,
        "period": known.period,
        "place_id": place_id(known.region, known.place),
    }
