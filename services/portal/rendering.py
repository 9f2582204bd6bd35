"""Templates with everything a page says in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from contracts import regions
from servicekit.clock import SHANGHAI
from servicekit.errors import Language
from servicekit.scope import Actor
from services.portal import amounts, labels, static_files
from services.portal.amounts import Scale
from services.portal.disagreements import qualified, region_name
from services.portal.figures import TraceItem
from services.portal.session import language_of
from services.portal.settings import PortalSettings
from services.portal.table import Stated
from services.portal.words import say

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals.update(static=static_files.address, region_name=region_name)


def page(
    request: Request, template: str, status: int = 200, actor: Actor | None = None, **shown: Any
) -> HTMLResponse:
    """A whole page, or the fragment the template is; `actor` is who is signed in."""
    language = language_of(request)
    settings: PortalSettings = request.app.state.settings
    text = TEMPLATES.get_template(template).render(
        **_voice(language),
        language=language,
        actor=actor,
        here="/" if status == 400 else _here(request),  # what made no sense is not repeated
        status=status,
        review=settings.map_review,
        **shown,
    )
    headers = {"Content-Language": "zh-CN" if language == "zh" else "en", "Vary": "HX-Request"}
    return HTMLResponse(text, status, headers)


def _here(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _voice(language: Language) -> Mapping[str, Any]:
    """The functions by which templates speak."""

    def t(key: str, **words: object) -> str:
        return say(language, key, **words)

    def unit(name: str) -> str:
        return labels.unit_name(name, language)

    def stated(one: Stated, scale: Scale) -> str:
        return stated_text(one, scale, language)

    return {
        "t": t,
        "unit": unit,
        "stated_text": stated,
        "figure": amounts.shown,
        "difference": _difference,
        "part_name": lambda code, part: labels.dimensions_text(code, part.dimensions, language),
        "dimensions": lambda code, found: labels.dimensions_text(code, found, language),
        "period_name": lambda period: labels.period_name(period, language),
        "months_name": lambda rest: labels.months_name(rest, language),
        "event_name": lambda type_: labels.event_name(type_, language),
        "source_name": lambda code: labels.source_name(code, language),
        "indicator_name": lambda one: one.name_zh if language == "zh" else one.name_en,
        "role_name": lambda role: labels.role_name(role, language),
        "change": lambda item: _change(item, language),
        "moment": _moment,
        "short": _short,
    }


def stated_text(one: Stated, scale: Scale, language: Language) -> str:
    """'不少于 1,600'; a figure in another unit than the column's carries its own."""
    own = scale if one.unit in {scale.unit, amounts.FEN} else Scale(one.unit)
    text = amounts.shown(one.value, own)
    if own is not scale:
        text = f"{text} {labels.unit_name(own.unit, language)}".strip()
    return qualified(text, one.qualifier, language)


def _difference(value: Decimal | None, scale: Scale) -> str:
    return amounts.shown(value, scale, sign=True)


def _change(item: TraceItem, language: Language) -> str:
    """+12 人次, in the unit the change was made in."""
    value = amounts.number(item.delta)
    scale = amounts.scale_for(item.unit, [value])
    unit = labels.unit_name(scale.unit, language)
    return f"{amounts.shown(value, scale, sign=True)} {unit}".strip()


def _moment(text: str) -> str:
    """An RFC 3339 time or a date, in local time, to the minute; anything else as it came."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text
    if instant.tzinfo is None:
        return text
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _short(name: str) -> str:
    return regions.short_name(name)


def inline_json(data: object) -> Markup:
    """JSON for a data block inside a page: nothing in it can end the block."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(char, escape)
    return Markup(text)
