"""The same kinds of sheet the other way: templates to fill in, and what is registered."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Depends, Response

from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.errors import DomainError
from servicekit.scope import Scope
from servicekit.security import Actor, require
from servicekit.sheets.template import write_template
from servicekit.sheets.writing import Value, write_csv, write_xlsx
from services.registry.sheets.kind import SheetKind

S = TypeVar("S")

MOST_ROWS = 5_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


class ExportTooLarge(DomainError):
    code = "export_limit"
    status = 422
    zh = "超过 {most} 行，不能一次导出；请按地区、站点或日期缩小范围。"
    en = "More than {most} rows; narrow it by region, station or day."


def template_router(kind: SheetKind[S]) -> APIRouter:
    router = APIRouter(prefix=f"/api/registry/sheets/{kind.name}", tags=["sheets 表格"])

    @router.get("/template.xlsx", summary=f"{kind.zh}导入模板 / template for {kind.en}")
    async def get_template(
        actor: Annotated[Actor, Depends(require("registry.sheets.read"))],
    ) -> Response:
        """An empty workbook with Chinese headers, drop-down lists of codes and a sheet of notes."""
        hints = kind.hints(actor.scope)
        content = await asyncio.to_thread(write_template, kind.zh, kind.columns, hints)
        return _file(content, XLSX, f"{kind.zh}导入模板.xlsx")

    return router


def export_router(kind: SheetKind[S], store: Aggregates[S]) -> APIRouter:
    router = APIRouter(prefix=f"/api/registry/sheets/{kind.name}", tags=["sheets 表格"])

    async def rows(
        actor: Annotated[Actor, Depends(require("registry.sheets.export"))],
        where: Annotated[Mapping[str, Any], Depends(kind.filters)],
        region: RegionAsked = None,
    ) -> list[Mapping[str, Value]]:
        found = await _found(store, actor.scope.narrowed(region), where)
        return [_with_id(kind, stored) for stored in found if kind.row(stored) is not None]

    exported = Annotated[Sequence[Mapping[str, Value]], Depends(rows)]

    @router.get("/export.xlsx", summary=f"导出{kind.zh} / export {kind.en}")
    async def get_xlsx(found: exported) -> Response:
        """What is registered, at most 5,000 rows (export_limit); imported again it adds nothing."""
        content = await asyncio.to_thread(write_xlsx, kind.zh, kind.all_columns, found)
        return _file(content, XLSX, f"{kind.zh}.xlsx")

    @router.get("/export.csv", summary=f"导出{kind.zh}（CSV） / export {kind.en}")
    async def get_csv(found: exported) -> Response:
        """The same as CSV in UTF-8."""
        return _file(write_csv(kind.all_columns, found), CSV, f"{kind.zh}.csv")

    return router


async def _found(store: Aggregates[S], scope: Scope, where: Mapping[str, Any]) -> list[Stored[S]]:
    found = await store.find(scope, where, limit=MOST_ROWS + 1)
    if len(found) > MOST_ROWS:
        raise ExportTooLarge(most=MOST_ROWS)
    return found


def _with_id(kind: SheetKind[S], stored: Stored[S]) -> Mapping[str, Value]:
    return {**(kind.row(stored) or {}), "id": stored.id}


def _file(content: bytes, media_type: str, name: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
