"""Outlines for maps, as GeoJSON; read only when a map asks for them."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from contracts.regions import region
from contracts.regions.region import ROOT, Level

OUTLINED: tuple[Level, ...] = ("province", "prefecture", "county")


@lru_cache(maxsize=len(OUTLINED))
def _features(level: Level) -> tuple[dict[str, Any], ...]:
    text = (files(__package__) / f"outlines_{level}.json").read_text(encoding="utf-8")
    return tuple(json.loads(text)["features"])


def outlines(level: Level, within: str = ROOT) -> dict[str, Any]:
    """A FeatureCollection of the regions of one level in `within`, in code order.

    Properties: code, name, level, centroid [lon, lat]. Degrees, CGCS2000, simplified to about
    1 km: for looking, not for measuring. Townships have none: the collection is empty.
    """
    found = _features(level) if level in OUTLINED else ()
    inside = [f for f in found if region.within(f["properties"]["code"], within)]
    return {"type": "FeatureCollection", "features": inside}
