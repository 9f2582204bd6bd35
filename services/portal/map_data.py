"""What the map needs to draw itself, as plain data inside the page: no figure is computed there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from contracts import regions
from contracts.regions import Region
from servicekit.errors import Language
from services.portal import amounts, labels, legend
from services.portal.table import Line, Table
from services.portal.view import View
from services.portal.words import say


def map_data(view: View, outlines: Callable[[str], str], language: Language) -> dict[str, Any]:
    """`outlines` gives the address of a level's outlines.

    regions: [{code, value, recorded, stated, href}]; names: code → name;
    classes: [{min, max, label, color}];
    focus: the one region to show where it has no outlined children.
    """
    outlined = [line for line in view.table.lines if line.region.level != "township"]
    classes = _classes(view.table, outlined, language)
    return {
        "county": outlines("county"),
        "prefecture": outlines("prefecture"),
        "level": outlined[0].region.level if outlined else "county",
        "within": regions.significant(_frame(view.region).code),
        "focus": None if outlined else _focus(view.region).code,
        "names": _names(view),
        "regions": [_region(view, line, language) for line in outlined],
        "classes": classes,
        "unit": labels.unit_name(view.table.scale.unit, language),
        "words": {
            "none": say(language, "no_data"),
            "stated": say(language, "stated"),
            "recorded": say(language, "recorded"),
        },
    }


def _names(view: View) -> dict[str, str]:
    """Short names of everything the map may show: 屏边县, not 屏边苗族自治县."""
    frame = _frame(view.region)
    below = regions.children(frame.code)
    if frame.level == "province":
        below += tuple(county for one in below for county in regions.children(one.code))
    return {one.code: regions.short_name(one.name) for one in below}


def _frame(region: Region) -> Region:
    """The region the map is fitted to: a county is shown within its prefecture."""
    if region.level in {"province", "prefecture"}:
        return region
    return next(one for one in regions.ancestors(region.code) if one.level == "prefecture")


def _focus(region: Region) -> Region:
    line = (region, *regions.ancestors(region.code))
    return next(one for one in line if one.level == "county")


def _region(view: View, line: Line, language: Language) -> dict[str, Any]:
    scale = view.table.scale
    shaded = line.shade(view.table.shaded)
    return {
        "code": line.region.code,
        "value": None if shaded is None else float(shaded),
        "recorded": amounts.shown(line.recorded, scale),
        "stated": amounts.shown(line.shade("stated"), scale),
        "href": "/?" + view.question.query(region=line.region.code, grain="children"),
    }


def _classes(table: Table, lines: Sequence[Line], language: Language) -> list[dict[str, Any]]:
    spans = legend.classes(line.shade(table.shaded) for line in lines)
    return [
        {"min": float(low), "max": float(high), "label": _label(low, high, table), "color": colour}
        for (low, high), colour in zip(spans, legend.colours(len(spans)), strict=True)
    ]


def _label(low: Any, high: Any, table: Table) -> str:
    least = amounts.shown(low, table.scale)
    return least if low == high else f"{least} – {amounts.shown(high, table.scale)}"
