"""The directory in step with stations and listings, wherever they are changed."""

from __future__ import annotations

from servicekit.aggregate import Stored
from servicekit.mirror import Mirror
from services.registry.directory.domain import Listing, listing_id
from services.registry.directory.search import Directory
from services.registry.directory.words import Entry
from services.registry.stations.domain import Station

AT_WORK = frozenset({"signed", "equipped", "operating", "professional"})
"""Rungs on which a station is shown: its plate hangs, and it is neither paused nor closed."""


class DirectoryIndex(Directory):
    """Listens to both mirrors; a station without a listing is found by name and place."""

    def __init__(self, stations: Mirror[Station], listings: Mirror[Listing]) -> None:
        super().__init__()
        self._stations = stations
        self._listings = listings
        stations.tell(self._station_changed)
        listings.tell(self._listing_changed)

    def _station_changed(self, _was: Stored[Station] | None, now: Stored[Station]) -> None:
        self._show(now, self._listings.get(listing_id(now.id)))

    def _listing_changed(self, _was: Stored[Listing] | None, now: Stored[Listing]) -> None:
        station = self._stations.get(now.state.station_id)
        if station is not None:
            self._show(station, now)

    def _show(self, station: Stored[Station], listing: Stored[Listing] | None) -> None:
        if station.state.stage not in AT_WORK:
            self.drop(station.id)
            return
        said = listing.state if listing and not listing.state.withdrawn else None
        state = station.state
        self.put(Entry(station.id, state.name, state.kind, station.region, state.stage, said))
