"""A bulletin as a PDF, set by typst in Chinese; the data travel as JSON, never as markup."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import typst

from contracts import indicators, periods, regions
from servicekit.errors import DomainError
from services.metrics.bulletins.content import HEADLINE, Bulletin, shown
from services.metrics.conflicts import Conflict

MOST_CONFLICTS = 60


class FontMissing(DomainError):
    code = "font_missing"
    status = 503
    zh = "服务器没有中文字体，无法生成 PDF；请安装 Noto CJK 字体，或改用 XLSX。"
    en = "The server has no Chinese font for a PDF; install Noto CJK, or take the XLSX."


def document(said: Bulletin) -> bytes:
    """Raises FontMissing."""
    source = (files(__package__) / "bulletin.typ").read_bytes()
    try:
        made = typst.compile(source, sys_inputs={"data": json.dumps(_data(said))}, format="pdf")
    except typst.TypstError as error:
        if "font" in str(error):
            raise FontMissing() from error
        raise
    assert isinstance(made, bytes)
    return made


def _data(said: Bulletin) -> dict[str, Any]:
    areas = sorted({f.region for figures in said.parts.values() for f in figures})
    return {
        "title": said.title,
        "region": regions.path(said.region),
        "period": periods.asked(said.period).name_zh,
        "made_on": said.made_on.isoformat(),
        "totals": [[known.name_zh, shown(value, known.unit)] for known, value in said.totals],
        "head": ["地区", *(indicators.require(code).name_zh for code in HEADLINE)],
        "areas": [[regions.require(area).name, *_row(said, area)] for area in areas],
        "stated": [
            [
                indicators.require(f.indicator).name_zh,
                _qualified(f.qualifier) + shown(f.value, f.unit),
                f.source or "",
            ]
            for f in said.stated
        ],
        "conflicts": [_conflict(one) for one in said.conflicts[:MOST_CONFLICTS]],
        "more": max(0, len(said.conflicts) - MOST_CONFLICTS),
    }


def _row(said: Bulletin, area: str) -> list[str]:
    found = []
    for code in HEADLINE:
        value = sum(f.value for f in said.parts[code] if f.region == area)
        money = indicators.require(code).is_money
        found.append(f"{value / 100:,.2f}" if money else f"{value:,}")
    return found


def _conflict(one: Conflict) -> list[str]:
    values = "；".join(f"{_basis(v.basis)} {shown(v.value, v.unit)}" for v in one.values)
    name = indicators.require(one.indicator).name_zh
    difference = "" if one.difference is None else f"{one.difference:,}"
    return [regions.require(one.region).name, name, values, difference]


def _basis(code: str) -> str:
    return {"recorded": "系统记录", "stated": "报告所述"}.get(code, code)


def _qualified(code: str) -> str:
    return {"at_least": "不少于 ", "about": "约 "}.get(code, "")
