"""Stations that are likely one and the same, registered twice. Pure.

Two are compared when they are of one tier and live. Names count within one region; an address or
a telephone within one county; a point anywhere. Found, never merged by itself: people decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import NamedTuple

from contracts import codes, regions
from services.registry.directory.domain import Point
from services.registry.duplicates.names import one_slip_apart, sound, stem, variants

NEAR_METRES = 50
_CELL = 0.001
"""Degrees; wider than NEAR_METRES in both directions anywhere in Yunnan, so that whatever is near
lies in a cell beside."""
_METRES_PER_DEGREE = 111_195.0

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """What of a station is compared. `region` is what it is filed under."""

    id: str
    region: str
    tier: int
    stem: str
    address: str = ""
    telephone: str = ""
    point: Point | None = None

    @classmethod
    def of(
        cls,
        id_: str,
        name: str,
        region: str,
        tier: int,
        address: str = "",
        telephone: str = "",
        point: Point | None = None,
    ) -> Sketch:
        """`telephone` counts when it is an office's own, not a hotline many share."""
        digits = "".join(char for char in telephone if char.isdigit())
        own = digits if digits.startswith("0") else ""
        return cls(id_, region, tier, stem(name, region), "".join(address.split()), own, point)

    @property
    def here(self) -> str:
        """Its region by the borders of the day one asks."""
        return regions.present(self.region)

    @property
    def keys(self) -> Iterator[Key]:
        """Two that are alike share one of these. No region: borders change, keys do not."""
        tier = str(self.tier)
        if self.stem:
            yield "name", tier, self.stem
            yield "sound", tier, sound(self.stem)
            for variant in variants(self.stem):
                yield "near", tier, variant
        if self.address:
            yield "address", tier, self.address
        if self.telephone:
            yield "telephone", tier, self.telephone
        for east, north in self._cells:
            yield "point", tier, str(east), str(north)

    @property
    def _cells(self) -> Iterator[tuple[int, int]]:
        """Its own cell and those beside, so that one in a cell beside shares a key."""
        if self.point is None:
            return
        east, north = int(self.point.longitude / _CELL), int(self.point.latitude / _CELL)
        for x in (east - 1, east, east + 1):
            for y in (north - 1, north, north + 1):
                yield x, y


class Alike(NamedTuple):
    """`reasons`: codes of the list `likeness`, in its order; `metres` between their points."""

    first: str
    second: str
    reasons: tuple[str, ...]
    metres: float | None


def alike(one: Sketch, other: Sketch) -> Alike | None:
    """None when nothing says that they are the same."""
    if one.tier != other.tier or one.id == other.id:
        return None
    metres = _metres(one.point, other.point)
    found = {*_by_name(one, other), *_by_place(one, other)}
    if metres is not None and metres <= NEAR_METRES:
        found.add("near_point")
    if not found:
        return None
    first, second = sorted((one.id, other.id))
    ordered = tuple(code for code in codes.LIKENESS.codes if code in found)
    return Alike(first, second, ordered, metres)


class Likeness:
    """Every live station by what it may share with another: partners without looking at all."""

    def __init__(self) -> None:
        self._sketches: dict[str, Sketch] = {}
        self._sharing: dict[Key, set[str]] = defaultdict(set)

    def put(self, sketch: Sketch) -> None:
        self.drop(sketch.id)
        self._sketches[sketch.id] = sketch
        for key in sketch.keys:
            self._sharing[key].add(sketch.id)

    def drop(self, id_: str) -> None:
        known = self._sketches.pop(id_, None)
        for key in known.keys if known else ():
            sharing = self._sharing[key]
            sharing.discard(id_)
            if not sharing:
                del self._sharing[key]

    def after(self, id_: str) -> Iterable[str]:
        """The ids from this one on, in order."""
        return sorted(known for known in self._sketches if known >= id_)

    def partners(self, id_: str) -> list[Alike]:
        """Those it is like whose id is greater, in order: each pair is found once."""
        own = self._sketches[id_]
        near = {other for key in own.keys for other in self._sharing[key] if other > id_}
        found = (alike(own, self._sketches[other]) for other in sorted(near))
        return [pair for pair in found if pair]


def _by_name(one: Sketch, other: Sketch) -> Iterator[str]:
    if not one.stem or not other.stem or one.here != other.here:
        return
    if one.stem == other.stem:
        yield "same_name"
    elif sound(one.stem) and sound(one.stem) == sound(other.stem):
        yield "same_sound"
    elif one_slip_apart(one.stem, other.stem):
        yield "near_name"


def _by_place(one: Sketch, other: Sketch) -> Iterator[str]:
    if one.here[:6] != other.here[:6]:
        return
    if one.address and one.address == other.address:
        yield "same_address"
    if one.telephone and one.telephone == other.telephone:
        yield "same_telephone"


def _metres(one: Point | None, other: Point | None) -> float | None:
    """On a plane: exact to a metre over the distances that matter here."""
    if one is None or other is None:
        return None
    north = other.latitude - one.latitude
    east = (other.longitude - one.longitude) * cos(radians(one.latitude))
    return hypot(north, east) * _METRES_PER_DEGREE
