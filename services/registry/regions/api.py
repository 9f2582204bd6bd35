"""The code list of regions over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from contracts import regions
from servicekit.fields import View
from servicekit.security import Actor, require

router = APIRouter(prefix="/api/registry/regions", tags=["regions 行政区划"])


class RegionName(View):
    code: str
    name: str
    level: str

    @classmethod
    def of(cls, region: regions.Region) -> RegionName:
        return cls(code=region.code, name=region.name, level=region.level)


class RegionView(RegionName):
    parent: str | None
    children: list[RegionName]
    ancestors: list[RegionName]


@router.get("/{code}")
async def get_region(
    code: str, actor: Annotated[Actor, Depends(require("registry.regions.read"))]
) -> RegionView:
    """A region with its children and, nearest first, its ancestors: public facts, unscoped."""
    region = regions.require(code, "/code")
    return RegionView(
        **RegionName.of(region).model_dump(),
        parent=region.parent or None,
        children=[RegionName.of(child) for child in regions.children(code)],
        ancestors=[RegionName.of(above) for above in regions.ancestors(code)],
    )
