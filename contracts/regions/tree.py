"""Lookups in the committed code list."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple, cast

from contracts.problems import ContractError
from contracts.regions.names import bare_name, short_name
from contracts.regions.region import Level, Region

Point = tuple[float, float]


class RegionUnknown(ContractError):
    code = "region_unknown"

    def __init__(self, pointer: str = "") -> None:
        super().__init__(
            "没有这个行政区划代码；请填写云南省的 6 位代码，或乡镇（街道）的 9 位代码。",
            "No such region: give a 6-digit code of Yunnan or a 9-digit township code.",
            pointer,
        )


class RegionRetired(ContractError):
    """`successor`: the smallest live region that holds the abolished one today."""

    code = "region_retired"

    def __init__(self, successor: Region, pointer: str = "") -> None:
        self.successor = successor
        super().__init__(
            f"这个行政区划代码已废止；现为 {successor.code}（{successor.name}）。",
            f"This region code is abolished; use {successor.code} ({successor.name}).",
            pointer,
        )


class _Tree(NamedTuple):
    regions: dict[str, Region]
    children: dict[str, tuple[Region, ...]]
    points: dict[str, Point]


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (files(__package__) / file).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


@lru_cache(maxsize=1)
def _tree() -> _Tree:
    regions: dict[str, Region] = {}
    below: dict[str, list[Region]] = {}
    points: dict[str, Point] = {}
    for row in _rows("yunnan.csv"):
        region = Region(row["code"], row["name"], cast(Level, row["level"]), row["parent"])
        regions[region.code] = region
        below.setdefault(region.parent, []).append(region)
        if row["lon"]:
            points[region.code] = float(row["lon"]), float(row["lat"])
    return _Tree(regions, {code: tuple(found) for code, found in below.items()}, points)


@lru_cache(maxsize=1)
def _retired() -> dict[str, str]:
    return {row["code"]: row["successor"] for row in _rows("retired.csv")}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for region in all():
        name = region.name
        for known in {name, short_name(name), bare_name(name)}:
            found.setdefault(known, []).append(region)
    return {name: tuple(regions) for name, regions in found.items()}


def get(code: str) -> Region | None:
    """The live region of this code."""
    return _tree().regions.get(code)


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
    known = _retired()
    return known.get(code) or known.get(code[:6])


def all() -> tuple[Region, ...]:
    """Every live region, in code order."""
    return tuple(_tree().regions.values())


def children(code: str) -> tuple[Region, ...]:
    """The regions directly below, in code order."""
    return _tree().children.get(code, ())


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
    return _by_name().get(name.strip(), ())


def centroid(code: str) -> Point | None:
    """(longitude, latitude) in degrees, inside the outline; None for townships."""
    return _tree().points.get(code)
