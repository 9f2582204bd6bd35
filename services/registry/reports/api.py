"""Stated figures over HTTP: upload a file, list what was uploaded."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Response

from servicekit.aggregate import Aggregates, Command, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.errors import Conflict, KeyReused
from servicekit.fields import Id, LocalDate, View
from servicekit.listing import listed
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from servicekit.sheets.upload import Notice, Upload, Uploaded
from services.registry.reports import domain
from services.registry.reports.domain import FileAlreadyImported, Report
from services.registry.reports.identities import contradictions
from services.registry.reports.reading import Reading, read_figures

router = APIRouter(prefix="/api/registry/stated-figures", tags=["stated figures 上报数"])

Reader = Annotated[Actor, Depends(require("registry.stated-figures.read"))]
Writer = Annotated[Actor, Depends(require("registry.stated-figures.write"))]
Reports = Annotated[Aggregates[Report], Depends(provided(Aggregates[Report]))]


class ReportView(View):
    """`region`: the smallest that holds all its figures; `form`: how the file was written."""

    id: str
    version: int
    region: str
    figures: int
    form: str
    sha256: str
    as_of: date
    stated_by: str
    stated_on: date

    @classmethod
    def of(cls, stored: Stored[Report]) -> ReportView:
        report = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            region=report.region,
            figures=report.figures,
            form=report.form,
            sha256=report.sha256,
            as_of=report.as_of,
            stated_by=report.stated_by,
            stated_on=report.stated_on,
        )


class UploadedReport(ReportView):
    """`dry_run`: the file was only checked, nothing was stored, and the version is 0."""

    dry_run: bool
    warnings: list[Notice]

    @classmethod
    def answer(cls, stored: Stored[Report], warnings: list[Notice]) -> UploadedReport:
        shown = ReportView.of(stored).model_dump()
        return cls(**shown, dry_run=stored.version == 0, warnings=warnings)


class Options:
    """How to take the file, as a query parameter or a field of the form."""

    def __init__(
        self,
        as_of: Annotated[LocalDate | None, Query(description="数据截止日期")] = None,
        dry_run: Annotated[bool, Query(description="只检查，不导入")] = False,
        as_of_field: Annotated[LocalDate | None, Form(alias="as_of")] = None,
        dry_run_field: Annotated[bool, Form(alias="dry_run")] = False,
    ) -> None:
        self.as_of = as_of or as_of_field
        self.dry_run = dry_run or dry_run_field


@router.post("", status_code=201, responses={200: {"model": UploadedReport}})
async def post_stated_figures(
    file: Uploaded,
    options: Annotated[Options, Depends()],
    actor: Writer,
    reports: Reports,
    clock: Now,
    response: Response,
) -> UploadedReport:
    """Take a whole XLSX or CSV file of stated figures, or say everything that is wrong with it.

    201 imported; 200 for a dry run; 422 with every mistake; 403 when a row is out of scope;
    409 `file_already_imported` when the same content came before.
    """
    grid, today = await file.grid(), clock.today()
    reading = await asyncio.to_thread(read_figures, grid, actor.scope, options.as_of, today)
    decision = domain.state_report(_report(file, reading, actor, today), reading.figures)
    notices = file.show([*reading.warnings, *contradictions(decision[1])])
    id_ = domain.report_id(file.sha256)
    if options.dry_run:
        response.status_code = 200
        return UploadedReport.answer(Stored(id_, 0, decision[0].region, decision[0]), notices)
    by = command(file.attempt(options.as_of), actor)
    await _refuse_other_file(reports, by, id_)
    try:
        stored = await reports.create(id_, decision[0].region, decision, by)
    except Conflict:
        raise FileAlreadyImported(id_) from None
    return UploadedReport.answer(stored, notices)


def _report(file: Upload, reading: Reading, actor: Actor, today: date) -> Report:
    return Report(
        sha256=file.sha256,
        form=reading.form,
        figures=len(reading.figures),
        region=domain.smallest_holding([figure.region for figure in reading.figures]),
        as_of=reading.as_of,
        stated_by=actor.region,
        stated_on=today,
    )


async def _refuse_other_file(reports: Aggregates[Report], by: Command, id_: str) -> None:
    """The id comes from the content, so another file under the same key is looked for by key."""
    others = await reports.find(EVERYWHERE, {"keys.key": by.key}, limit=2)
    if any(other.id != id_ for other in others):
        raise KeyReused()


@router.get("")
async def get_reports(
    actor: Reader,
    reports: Reports,
    paging: Paging,
    region: RegionAsked = None,
) -> Page[ReportView]:
    """Files of the caller's area, in order of id."""
    return await listed(reports, actor.scope.narrowed(region), {}, paging, ReportView.of)


@router.get("/{report_id}")
async def get_report(report_id: Id, actor: Reader, reports: Reports) -> ReportView:
    return ReportView.of(await reports.load(report_id, actor.scope))
