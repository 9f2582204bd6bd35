"""Static files under names that carry their content's hash, so that they may be kept for ever."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from servicekit.errors import NotFound

ROOT = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
OUTLINED = ("county", "prefecture")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file ready to send; the small ones are kept, so one process reads each once."""

    packed: bytes
    hash: str
    media_type: str


@lru_cache(maxsize=64)
def asset(name: str) -> Asset:
    """The file `name` under static/. Raises NotFound for anything else."""
    path = (ROOT / name).resolve()
    media_type = TYPES.get(path.suffix)
    if media_type is None or not path.is_relative_to(ROOT) or not path.is_file():
        raise NotFound()
    return _asset(path.read_bytes(), media_type)


@lru_cache(maxsize=len(OUTLINED))
def outlines(level: str) -> Asset:
    """The outlines of one level as GeoJSON. Raises NotFound for a level that has none.

    Sent as the bytes they are kept in: as Python objects they would cost megabytes for nothing.
    """
    if level not in OUTLINED:
        raise NotFound()
    content = (files("contracts.regions") / f"outlines_{level}.json").read_bytes()
    return _asset(content, TYPES[".json"])


def _asset(content: bytes, media_type: str) -> Asset:
    return Asset(gzip.compress(content, 6, mtime=0), sha256(content).hexdigest()[:16], media_type)


def address(name: str) -> str:
    """Where a page finds a static file: /static/<hash>/<name>."""
    return f"/static/{asset(name).hash}/{name}"


def outlines_address(level: str) -> str:
    return f"/outlines/{outlines(level).hash}/{level}.json"


@router.get("/static/{version}/{name:path}")
async def get_static(request: Request, version: str, name: str) -> Response:
    return _send(request, asset(name), version)


@router.get("/outlines/{version}/{level}.json")
async def get_outlines(request: Request, version: str, level: str) -> Response:
    return _send(request, outlines(level), version)


def _send(request: Request, found: Asset, version: str) -> Response:
    """A stale name still answers, but is not kept: the page that asks is itself stale."""
    headers = {
        "Cache-Control": FOR_EVER if version == found.hash else "no-store",
        "ETag": f'"{found.hash}"',
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(found.packed), 200, headers, found.media_type)
    headers["Content-Encoding"] = "gzip"
    return Response(found.packed, 200, headers, found.media_type)
