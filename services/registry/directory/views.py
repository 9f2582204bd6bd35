"""How listings and finds are shown."""

from __future__ import annotations

from datetime import datetime

from contracts import codes, regions
from servicekit.aggregate import Stored
from servicekit.clock import local_date
from servicekit.fields import View
from services.registry.directory.domain import Listing, is_open
from services.registry.directory.fields import clock_time
from services.registry.directory.holidays import day_kind
from services.registry.directory.words import MATCHED, Entry


class OfferView(View):
    domain: str
    domain_name: str
    activities: tuple[str, ...]
    target_groups: tuple[str, ...]


class HoursView(View):
    weekday: int
    opens: str
    closes: str


class PointView(View):
    longitude: float
    latitude: float


class Said(View):
    """What a station says of itself."""

    offers: list[OfferView]
    hours: list[HoursView]
    languages: tuple[str, ...]
    open_on_holidays: bool
    place: str
    telephone: str
    point: PointView | None

    @classmethod
    def of(cls, listing: Listing) -> Said:
        return cls(
            offers=[
                OfferView(
                    domain=offer.domain,
                    domain_name=codes.DOMAINS.require(offer.domain).name_zh,
                    activities=offer.activities,
                    target_groups=offer.target_groups,
                )
                for offer in listing.offers
            ],
            hours=[
                HoursView(weekday=h.weekday, opens=clock_time(h.opens), closes=clock_time(h.closes))
                for h in listing.hours
            ],
            languages=listing.languages,
            open_on_holidays=listing.open_on_holidays,
            place=listing.place,
            telephone=listing.telephone,
            point=_point(listing),
        )


def _point(listing: Listing) -> PointView | None:
    at = listing.point
    return PointView(longitude=at.longitude, latitude=at.latitude) if at else None


class ListingView(View):
    id: str
    version: int
    station_id: str
    region: str
    withdrawn: bool
    listing: Said

    @classmethod
    def of(cls, stored: Stored[Listing]) -> ListingView:
        return cls(
            id=stored.id,
            version=stored.version,
            station_id=stored.state.station_id,
            region=stored.region,
            withdrawn=stored.state.withdrawn,
            listing=Said.of(stored.state),
        )


class Found(View):
    """`open`: at the moment asked about, null when the station has published no listing;
    `matched`: where the words were found (name, sound, about)."""

    station_id: str
    name: str
    kind: str
    kind_name: str
    region: str
    area: str
    stage: str
    matched: str
    open: bool | None
    listing: Said | None

    @classmethod
    def of(cls, rank: int, entry: Entry, at: datetime) -> Found:
        listing = entry.listing
        return cls(
            station_id=entry.id,
            name=entry.name,
            kind=entry.kind,
            kind_name=codes.STATION_KINDS.require(entry.kind).name_zh,
            region=entry.region,
            area=regions.path(entry.region),
            stage=entry.stage,
            matched=MATCHED[rank],
            open=is_open(listing, at, day_kind(local_date(at))) if listing else None,
            listing=Said.of(listing) if listing else None,
        )
