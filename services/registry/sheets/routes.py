"""Everything a kind of sheet adds to the API, in one call of its noun's wiring."""

from __future__ import annotations

from typing import TypeVar

from fastapi import APIRouter

from servicekit.aggregate import Aggregates
from services.registry.sheets.exporting import export_router, template_router
from services.registry.sheets.importing import import_router
from services.registry.sheets.kind import SheetKind

S = TypeVar("S")


def sheet_routers(kind: SheetKind[S], store: Aggregates[S]) -> list[APIRouter]:
    """Import, template and export. Name them before the noun's own routes by id."""
    return [import_router(kind, store), template_router(kind), export_router(kind, store)]
