"""What a donor allows a gift to be used for; it travels with every part of the gift. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contracts import regions
from contracts.codes import DOMAINS, GIFT_ITEMS, TARGET_GROUPS, CodeList
from services.charity.gifts.refusals import OutsidePeriod, OutsideRestriction


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """Only this region, these domains, target groups and items, in these days; an empty one
    restricts nothing. Several codes are a union: `orphan+left_behind_children`."""

    region: str = ""
    domain: str = ""
    target_group: str = ""
    item: str = ""
    since: date | None = None
    until: date | None = None

    def narrowed(self, purpose: Restriction, region: str, on: date) -> Restriction:
        """The restriction of a part used in `region` on a day for `purpose`: never wider.

        Raises OutsideRestriction, OutsidePeriod, which name what is allowed.
        """
        if self.region and not regions.within(region, self.region):
            raise _outside("/station_id", regions.path(self.region), self.region)
        self._require_day(on)
        return Restriction(
            region=self.region,
            domain=_within(self.domain, purpose.domain, DOMAINS, "/domain"),
            target_group=_within(
                self.target_group, purpose.target_group, TARGET_GROUPS, "/target_group"
            ),
            item=_within(self.item, purpose.item, GIFT_ITEMS, "/item"),
            since=self.since,
            until=self.until,
        )

    def joined(self, other: Restriction) -> Restriction:
        """What both allow, for a gift given into a fund that has a purpose of its own.

        Raises OutsideRestriction where the two have nothing in common.
        """
        return Restriction(
            region=_inner(self.region, other.region),
            domain=_common(self.domain, other.domain, DOMAINS, "/domain"),
            target_group=_common(
                self.target_group, other.target_group, TARGET_GROUPS, "/target_group"
            ),
            item=_common(self.item, other.item, GIFT_ITEMS, "/item"),
            since=max(filter(None, (self.since, other.since)), default=None),
            until=min(filter(None, (self.until, other.until)), default=None),
        )

    def _require_day(self, on: date) -> None:
        if (self.since and on < self.since) or (self.until and on > self.until):
            raise OutsidePeriod(since=self.since or "…", until=self.until or "…")


UNRESTRICTED = Restriction()


def _within(allowed: str, wanted: str, known: CodeList, pointer: str) -> str:
    """The narrower of the two (OutsideRestriction)."""
    if allowed and wanted and not _codes(wanted) <= _codes(allowed):
        raise _outside(pointer, known.name_zh(allowed), allowed)
    return wanted or allowed


def _common(one: str, other: str, known: CodeList, pointer: str) -> str:
    if not one or not other:
        return one or other
    both = _codes(one) & _codes(other)
    if not both:
        raise _outside(pointer, known.name_zh(other), other)
    return known.union("+".join(both))


def _inner(one: str, other: str) -> str:
    if not one or not other:
        return one or other
    if regions.within(one, other):
        return one
    if regions.within(other, one):
        return other
    raise _outside("/region", regions.path(other), other)


def _codes(union: str) -> set[str]:
    return set(union.split("+"))


def _outside(pointer: str, name: str, code: str) -> OutsideRestriction:
    return OutsideRestriction(name=name, allowed=code, pointer=pointer)
