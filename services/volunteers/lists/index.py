"""Lists by what is asked of them: those of one place, and a period's shares by area.

Kept in step by the mirror, so that no question looks at every list there is.
"""

from __future__ import annotations

from collections import defaultdict

from contracts import regions
from servicekit.aggregate import Stored
from servicekit.mirror import Mirror
from services.volunteers.lists.domain import MetShare, PlaceList


class ListIndex:
    def __init__(self, mirror: Mirror[PlaceList]) -> None:
        self._series: defaultdict[tuple[str, ...], dict[str, PlaceList]] = defaultdict(dict)
        self._shares: defaultdict[str, dict[str, MetShare]] = defaultdict(dict)
        mirror.tell(self._hear)

    def published(self, of: PlaceList) -> list[PlaceList]:
        """The other published lists of the same place and kind, and as long a period."""
        known = self._series[of.series].values()
        return [other for other in known if other.published_on and other.period != of.period]

    def shares(self, region: str, period: str) -> tuple[MetShare, dict[str, MetShare]]:
        """Of the needs on the period's published lists, how many were met: in the region as it
        is today, and in each region directly below that has any."""
        below = {regions.significant(child.code): child.code for child in regions.children(region)}
        prefix = regions.significant(region)
        digits = len(next(iter(below), prefix))
        whole, parts = MetShare(), defaultdict[str, MetShare](MetShare)
        for filed_under, share in self._shares[period].items():
            today = regions.present(filed_under)
            if not today.startswith(prefix):
                continue
            whole.add(share)
            if (child := below.get(today[:digits])) is not None:
                parts[child].add(share)
        return whole, parts

    def _hear(self, before: Stored[PlaceList] | None, after: Stored[PlaceList]) -> None:
        known = after.state
        self._series[known.series][known.period] = known
        share = self._shares[known.period].setdefault(known.region, MetShare())
        if before is not None:
            share.take(MetShare.of(before.state))
        share.add(MetShare.of(known))
