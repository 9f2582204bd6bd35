"""Figures as GeoJSON: one feature for each area, with its outline where there is one. Pure.

Townships have no outline: their geometry is null, as RFC 7946 allows. An area kept from the public
is there with no figure, so that a map can hatch it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

import msgspec

from contracts import regions
from services.metrics.figures import Figure

MEDIA = "application/geo+json"
NOTE = "公开使用地图须先送审 / maps for the public need approval before they are shown"


def written(figures: Iterable[Figure], suppressed: Collection[str] = ()) -> bytes:
    """A FeatureCollection in order of region code. `value` and `unit` of an area stand beside its
    `figures` when there is just one."""
    of: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        of[figure.region].append(figure)
    codes = sorted({*of, *suppressed})
    features = [_feature(code, of.get(code, []), code in suppressed) for code in codes]
    return msgspec.json.encode({"type": "FeatureCollection", "note": NOTE, "features": features})


def _feature(code: str, figures: list[Figure], suppressed: bool) -> dict[str, Any]:
    found = regions.require(code)
    only = figures[0] if len(figures) == 1 else None
    return {
        "type": "Feature",
        "id": code,
        "geometry": _geometry(code),
        "properties": {
            "region": code,
            "name": found.name,
            "level": found.level,
            "centroid": regions.centroid(code),
            "value": only.value if only else None,
            "unit": only.unit if only else None,
            "suppressed": suppressed,
            "figures": figures,
        },
    }


def _geometry(code: str) -> Any:
    shapes = regions.outlines(regions.require(code).level, code)["features"]
    return next((s["geometry"] for s in shapes if s["properties"]["code"] == code), None)
