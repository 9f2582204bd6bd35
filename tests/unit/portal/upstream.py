"""A metrics service in miniature: the answers of the contract, made from the real code lists.

One signed station per township and subdistrict, a service figure per county, the half-year figures
as stated. It stands where another process stands; the portal is the real one.
"""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse

from contracts import indicators, regions, units
from contracts.indicators import parse_dimensions
from contracts.regions import Region

STATED = Path(__file__).parents[3] / "cli" / "demo" / "stated_2022h1.csv"
TRACED = 120  # events the fake trace tells of, so that there is a second page
Row = dict[str, Any]
LOTTERY = {"source": "welfare_lottery", "stage": "paid"}


def upstream() -> FastAPI:
    app = FastAPI()
    app.state.seen = []

    @app.middleware("http")
    async def remember(request: Request, call_next: Callable[..., Any]) -> Any:
        app.state.seen.append(request)
        return await call_next(request)

    @app.get("/api/metrics/indicators")
    async def catalogue() -> Row:
        return {"items": [_indicator(one) for one in indicators.all()]}

    @app.get("/api/metrics/figures")
    async def figures(request: Request) -> Any:
        asked = dict(request.query_params)
        return _refusal(request, asked["region"]) or {"rows": list(_figures(asked))}

    @app.get("/api/metrics/figures/trace")
    async def trace(request: Request) -> Any:
        asked = dict(request.query_params)
        if not set(asked) <= {"indicator", "region", "period", "by", "limit", "after"}:
            return JSONResponse({"code": "query_unknown", "detail": "没有这个参数"}, 422)
        return _refusal(request, asked["region"]) or _trace(asked)

    @app.get("/api/metrics/conflicts")
    async def conflicts(request: Request, region: str) -> Any:
        return _refusal(request, region) or {"items": list(_conflicts(region)), "next": None}

    @app.api_route("/api/registry/echo", methods=["GET", "POST"])
    async def echo(request: Request) -> Row:
        body = await request.body()
        return {
            "method": request.method,
            "query": request.url.query,
            "headers": dict(request.headers),
            "size": len(body),
            "path": request.scope["raw_path"].decode(),
        }

    @app.get("/api/registry/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse((f"{n}\n" for n in range(3)), media_type="text/plain")

    return app


def _refusal(request: Request, region: str) -> JSONResponse | None:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token.count(".") != 2:
        return JSONResponse({"code": "unauthenticated", "detail": "请先登录"}, 401)
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    if not regions.within(region, claims["region"]):
        return JSONResponse({"code": "not_found", "detail": "没有找到该记录。"}, 404)
    return None


def _indicator(one: indicators.Indicator) -> Row:
    return {
        "code": one.code, "name_zh": one.name_zh, "name_en": one.name_en, "unit": one.unit,
        "nature": one.nature, "dimensions": list(one.dimensions),
    }  # fmt: skip


def _figures(asked: dict[str, str]) -> Iterator[Row]:
    by = [name for name in asked.get("by", "").split(",") if name]
    places = regions.children(asked["region"]) if "region" in by else (_region(asked["region"]),)
    make = _stated if asked.get("basis") == "stated" else _recorded
    for place in places:
        yield from make(
            place, asked["indicator"], asked["period"], [b for b in by if b != "region"]
        )


def _region(code: str) -> Region:
    return regions.require(code)


@lru_cache(maxsize=2000)
def townships(region: Region) -> list[Region]:
    if region.level == "township":
        return [region]
    return [one for child in regions.children(region.code) for one in townships(child)]


def _kind(township: Region) -> str:
    return "subdistrict" if township.is_subdistrict else "township"


def _recorded(region: Region, indicator: str, period: str, by: list[str]) -> Iterator[Row]:
    split: list[tuple[Row, int]]
    if indicator == "stations":
        kinds = [_kind(one) for one in townships(region)]
        split = [({"kind": k}, kinds.count(k)) for k in sorted(set(kinds))]
    elif indicator == "service_person_times":
        number = sum(int(one.code[-5:]) % 97 for one in townships(region))
        split = [({"domain": "children"}, number), ({"domain": "elderly"}, number * 2)]
    elif indicator == "resources_linked":
        split = [({"vehicle": "campaign"}, 123_456 * len(townships(region)))]
    else:
        split = []
    if not split:  # nothing recorded: a nought for the whole, no row for a part
        chosen = [] if by else [({}, 0)]
    else:
        chosen = split if set(by) == set(split[0][0]) else [({}, sum(n for _, n in split))]
    for dimensions, value in chosen:
        yield _row(region.code, indicator, period, value, dimensions, basis="recorded")


def _stated(region: Region, indicator: str, period: str, by: list[str]) -> Iterator[Row]:
    for row in _report():
        dimensions = parse_dimensions(row["dimensions"])
        if (row["region"], row["indicator"], row["period"]) != (region.code, indicator, period):
            continue
        if set(dimensions) != set(by):
            continue
        said = units.convert(row["value"], row["unit"], indicators.require(indicator))
        yield _row(
            region.code, indicator, period, said.value, dimensions, basis="stated",
            unit=said.unit, qualifier=row["qualifier"], source=row["source"],
        )  # fmt: skip


def _row(region: str, indicator: str, period: str, value: int, dims: Row, **more: str) -> Row:
    unit = indicators.require(indicator).unit
    return {
        "region": region, "indicator": indicator, "dimensions": dims, "period": period,
        "value": value, "unit": unit, "qualifier": "exact", "as_of": "2026-11-23T08:00:00Z",
        "source": None,
    } | more  # fmt: skip


@lru_cache(maxsize=1)
def _report() -> list[dict[str, str]]:
    with STATED.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _conflicts(region: str) -> Iterator[Row]:
    if regions.within("532500", region):
        yield {
            "kind": "parts", "region": "532500", "indicator": "stations", "period": "2022H1",
            "dimensions": {"kind": "township+subdistrict"}, "difference": 6,
            "values": [
                _said(135, "个", "meeting_speech", {"kind": "township+subdistrict"}),
                _said(131, "个", "prefecture_report", {"kind": "township"}),
                _said(10, "个", "prefecture_report", {"kind": "subdistrict"}),
            ],
        }  # fmt: skip
        yield {
            "kind": "stated_stated", "region": "532500", "indicator": "funds",
            "period": "cumulative",
            "dimensions": LOTTERY, "difference": 70_500_000,
            "values": [
                _said(345_500_000, "分", "meeting_speech", LOTTERY),
                _said(416_000_000, "分", "prefecture_report", LOTTERY),
            ],
        }  # fmt: skip


def _said(value: int, unit: str, source: str, dimensions: Row) -> Row:
    return {
        "basis": "stated", "value": value, "unit": unit, "qualifier": "exact",
        "source": source, "dimensions": dimensions,
    }  # fmt: skip


def _trace(asked: dict[str, str]) -> Row:
    start, limit = int(asked.get("after", "0")), int(asked.get("limit", "50"))
    places = townships(_region(asked["region"]))[:TRACED]
    items = [_event(place, asked["indicator"]) for place in places[start : start + limit]]
    end = start + limit
    return {"items": items, "next": str(end) if end < len(places) else None}


def _event(place: Region, indicator: str) -> Row:
    return {
        "event_id": f"00000000-0000-5000-8000-000{place.code}",
        "type": "registry.station.signed.v1",
        "topic": "registry.stations", "partition": 0, "sequence": 1, "region": place.code,
        "day": "2022-06-30", "indicator": indicator, "dimensions": {"kind": _kind(place)},
        "delta": 1, "unit": "个", "subject": f"st-{place.code}",
    }  # fmt: skip
