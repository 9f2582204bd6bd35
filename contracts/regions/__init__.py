"""The administrative regions of Yunnan: codes, names, parents, centroids, outlines.

GB/T 2260 codes: 6 digits for province, prefecture and county, 9 for townships and subdistricts,
12 for villages and communities once these are opened.
Sources, dates and licences: see NOTICE in this directory. Everything is read on first use.
How they changed, and will: history.py (the tree of any day), changing.py (what a change may do).
"""

from contracts.regions.borders import Area, BordersAsked, region_on
from contracts.regions.change import Change, Succession
from contracts.regions.history import Boundaries, History
from contracts.regions.names import short_name
from contracts.regions.refusals import RegionRetired, RegionUnknown
from contracts.regions.region import LEVELS, ROOT, Level, Region, significant
from contracts.regions.shapes import outlines
from contracts.regions.tree import (
    all,
    ancestors,
    centroid,
    children,
    find,
    follow,
    get,
    path,
    present,
    refiled,
    renumbered,
    require,
    retired,
    timeline,
    within,
)

__all__ = [
    "LEVELS",
    "ROOT",
    "Area",
    "BordersAsked",
    "Boundaries",
    "Change",
    "History",
    "Level",
    "Region",
    "RegionRetired",
    "RegionUnknown",
    "Succession",
    "all",
    "ancestors",
    "centroid",
    "children",
    "find",
    "follow",
    "get",
    "outlines",
    "path",
    "present",
    "refiled",
    "region_on",
    "renumbered",
    "require",
    "retired",
    "short_name",
    "significant",
    "timeline",
    "within",
]
