"""Likenesses in step with stations and their listings, wherever they are changed."""

from __future__ import annotations

from collections.abc import Iterator

from servicekit.aggregate import Stored
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from services.registry.directory.domain import Listing, listing_id
from services.registry.duplicates.likeness import Alike, Likeness, Sketch
from services.registry.stations.domain import Stage, Station
from services.registry.stations.merging import is_apart
from services.registry.stations.tiers import tier_of


class LikenessIndex:
    """Listens to both mirrors; a closed station is nobody's duplicate any more."""

    def __init__(self, stations: Mirror[Station], listings: Mirror[Listing]) -> None:
        self._likeness = Likeness()
        self._stations = stations
        self._listings = listings
        stations.tell(lambda _before, now: self._sketch(now))
        listings.tell(lambda _before, now: self._listed(now))

    def likely(self, scope: Scope, after: tuple[str, str]) -> Iterator[Alike]:
        """Pairs of which both are in the scope and which nobody told apart, beyond `after`."""
        for id_ in self._likeness.after(after[0]):
            one = self._stations.get(id_, scope)
            for pair in self._likeness.partners(id_) if one else ():
                other = self._stations.get(pair.second, scope)
                if one and other and (id_, other.id) > after and not _told_apart(one, other):
                    yield pair

    def _listed(self, listing: Stored[Listing]) -> None:
        station = self._stations.get(listing.state.station_id)
        if station is not None:
            self._sketch(station, listing)

    def _sketch(self, stored: Stored[Station], listing: Stored[Listing] | None = None) -> None:
        station = stored.state
        if station.stage is Stage.CLOSED:
            self._likeness.drop(stored.id)
            return
        listing = listing or self._listings.get(listing_id(stored.id))
        said = listing.state if listing and not listing.state.withdrawn else None
        where = (said.place, said.telephone, said.point) if said else ("", "", None)
        tier = tier_of(station.kind)
        self._likeness.put(Sketch.of(stored.id, station.name, station.region, tier, *where))


def _told_apart(one: Stored[Station], other: Stored[Station]) -> bool:
    return is_apart(one.state, other.id) or is_apart(other.state, one.id)
