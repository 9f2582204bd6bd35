"""Lookups in the regions of today.

Today begins as the committed code list and follows the changes a service hears of (`follow`). It
is one for the process: everyone means the same by "now".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from contracts.regions.history import LATEST, History
from contracts.regions.names import bare_name, short_name
from contracts.regions.published import published, rows
from contracts.regions.refusals import RegionRetired, RegionUnknown
from contracts.regions.region import Region, significant

Point = tuple[float, float]


class _Now:
    """The regions of today: a history, and what is looked up in it, made when first asked for."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.regions = {region.code: region for region in history.all(LATEST)}
        below: dict[str, list[Region]] = {}
        for region in self.regions.values():
            below.setdefault(region.parent, []).append(region)
        self.children = {code: tuple(found) for code, found in below.items()}
        self.refiled = _refiled(history)
        self.by_name = _by_name(self.regions.values())


_following: list[Callable[[], History]] = [published]
_made: list[_Now] = []


def follow(history: History) -> None:
    """From here on "now" is the end of this history, for the whole process."""
    _following[0] = lambda: history
    _made.clear()


def timeline() -> History:
    """All that is known of the regions, from before the records begin until today."""
    return _following[0]()


def _now() -> _Now:
    if not _made:
        _made.append(_Now(timeline()))
    return _made[0]


def _refiled(history: History) -> dict[str, str]:
    """Codes closed since the list was published, with the region of today that holds each."""
    before = {s.before for change in history.changes for s in change.successions if s.before}
    gone = (code for code in before if history.at(code, LATEST) is None)
    return {code: history.holding(code, LATEST) for code in gone}


@lru_cache(maxsize=1)
def _points() -> dict[str, Point]:
    return {
        row["code"]: (float(row["lon"]), float(row["lat"]))
        for row in rows("yunnan.csv")
        if row["lon"]
    }


def _by_name(live: Iterable[Region]) -> dict[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for region in live:
        name = region.name
        for known in {name, short_name(name), bare_name(name)}:
            found.setdefault(known, []).append(region)
    return {name: tuple(regions) for name, regions in found.items()}


def get(code: str) -> Region | None:
    """The live region of this code."""
    return _now().regions.get(code)


def require(code: str, pointer: str = "") -> Region:
    """The live region of this code. Raises RegionUnknown or RegionRetired (with successor)."""
    region = get(code)
    if region is not None:
        return region
    successor = get(retired(code) or "")
    raise RegionRetired(successor, pointer) if successor else RegionUnknown(pointer)


def retired(code: str) -> str | None:
    """The smallest live region that holds an abolished one today: 532331 → 532302.

    A township that was split, or whose county has a new code, leads to the county.
    """
    if len(code) not in (6, 9, 12) or get(code):
        return None
    past = timeline()
    gone = code in past.out or any(above in past.out and not get(above) for above in _above(code))
    return (past.holding(code, LATEST) or None) if gone else None


def _above(code: str) -> tuple[str, ...]:
    """The codes a longer one begins with."""
    return tuple(code[:digits] for digits in (9, 6) if digits < len(code))


def present(code: str) -> str:
    """The region of today that holds what was filed under this code: mostly the code itself."""
    refiled = _now().refiled
    if not refiled:
        return code
    found = next((c for c in (code, *_above(code)) if c in refiled), None)
    return refiled[found] if found else code


def renumbered(code: str) -> str:
    """The code the very same region has today; what was merged or split keeps its old one."""
    return code if get(code) else timeline().renumbered(code)


def refiled() -> Mapping[str, str]:
    """Every code closed since the list was published, with the region that holds it today."""
    return _now().refiled


def within(code: str, ancestor: str) -> bool:
    """Whether `code` is `ancestor` or lies in it, by the borders of today: either may be an old
    code of the same place. Works for villages (12 digits) too."""
    return present(code).startswith(significant(renumbered(ancestor)))


def all() -> tuple[Region, ...]:
    """Every live region, in code order."""
    return tuple(_now().regions.values())


def children(code: str) -> tuple[Region, ...]:
    """The regions directly below, in code order."""
    return _now().children.get(code, ())


def ancestors(code: str) -> tuple[Region, ...]:
    """The regions above, nearest first; empty for the province and for unknown codes."""
    region = get(code)
    above = get(region.parent) if region else None
    return (above, *ancestors(above.code)) if above else ()


def path(code: str) -> str:
    """'云南省 / 红河哈尼族彝族自治州 / 个旧市'; '' for an unknown code."""
    region = get(code)
    line = (*reversed(ancestors(code)), region) if region else ()
    return " / ".join(part.name for part in line)


def find(name: str) -> tuple[Region, ...]:
    """Regions of this full, short or bare name: 红河哈尼族彝族自治州, 红河州, 个旧."""
    return _now().by_name.get(name.strip(), ())


def centroid(code: str) -> Point | None:
    """(longitude, latitude) in degrees, inside the outline; None for townships."""
    return _points().get(code)
