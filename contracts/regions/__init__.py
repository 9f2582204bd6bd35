"""The administrative regions of Yunnan: codes, names, parents, centroids, outlines.

GB/T 2260 codes: 6 digits for province, prefecture and county, 9 for townships and subdistricts.
Sources, dates and licences: see NOTICE in this directory. Everything is read on first use.
"""

from contracts.regions.names import short_name
from contracts.regions.region import LEVELS, ROOT, Level, Region, significant, within
from contracts.regions.shapes import outlines
from contracts.regions.tree import (
    RegionRetired,
    RegionUnknown,
    all,
    ancestors,
    centroid,
    children,
    find,
    get,
    path,
    require,
    retired,
)

__all__ = [
    "LEVELS",
    "ROOT",
    "Level",
    "Region",
    "RegionRetired",
    "RegionUnknown",
    "all",
    "ancestors",
    "centroid",
    "children",
    "find",
    "get",
    "outlines",
    "path",
    "require",
    "retired",
    "short_name",
    "significant",
    "within",
]
