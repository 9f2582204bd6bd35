"""Figures that contradict one another, each told in one sentence with its sources and the gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from contracts import regions
from servicekit.errors import Language
from services.portal import amounts, labels
from services.portal.figures import Conflict, ConflictValue
from services.portal.words import say


@dataclass(frozen=True, slots=True)
class Disagreement:
    """`place` and `what` head the sentence; `here` when it concerns the indicator on show."""

    region: str
    indicator: str
    period: str
    place: str
    what: str
    says: tuple[tuple[str, str], ...]
    gap: str
    here: bool


def tell(
    conflicts: Iterable[Conflict],
    names: Mapping[str, str],
    region: str,
    indicator: str,
    language: Language,
) -> list[Disagreement]:
    """Those of `indicator` first; reports against one another before reports against the record,
    then units that differ, and last what is only missing from the record.

    `names` are the indicators' names; conflicts of regions outside `region` are left out.
    """
    inside = [one for one in conflicts if regions.within(one.region, region)]
    inside.sort(key=lambda one: (one.indicator != indicator, _weight(one)))
    return [_one(conflict, names, indicator, language) for conflict in inside]


def _weight(conflict: Conflict) -> int:
    if conflict.kind != "recorded":
        return 2 if conflict.kind == "unit" else 0
    missing = any(v.basis == "recorded" and not amounts.number(v.value) for v in conflict.values)
    return 3 if missing else 1


def _one(
    conflict: Conflict, names: Mapping[str, str], indicator: str, language: Language
) -> Disagreement:
    return Disagreement(
        region=conflict.region,
        indicator=conflict.indicator,
        period=conflict.period,
        place=region_name(conflict.region),
        what=_what(conflict, names, language),
        says=tuple(_says(conflict, value, names, language) for value in conflict.values),
        gap=_gap(conflict, language),
        here=conflict.indicator == indicator,
    )


def region_name(code: str) -> str:
    region = regions.get(code)
    return code if region is None else region.name


def _what(conflict: Conflict, names: Mapping[str, str], language: Language) -> str:
    name = names.get(conflict.indicator, conflict.indicator)
    part = labels.dimensions_text(conflict.indicator, conflict.dimensions, language)
    period = labels.period_name(conflict.period, language)
    if language == "zh":
        return f"{period}{name}" + (f"（{part}）" if part else "")
    return f"{name}" + (f" ({part})" if part else "") + f", {period}"


def _says(
    conflict: Conflict, value: ConflictValue, names: Mapping[str, str], language: Language
) -> tuple[str, str]:
    """Who says it (and of which figure or part, where not of the same), and how much."""
    if value.basis == "catalogue":
        unit = labels.unit_name(value.unit, language)
        return "", say(language, "unit_counted", unit=unit)
    source = labels.source_name(value.source or value.basis, language)
    if value.indicator and value.indicator != conflict.indicator:
        source = f"{names.get(value.indicator, value.indicator)} · {source}"
    if value.dimensions and value.dimensions != conflict.dimensions:
        part = labels.dimensions_text(
            value.indicator or conflict.indicator, value.dimensions, language
        )
        source += f"（{part}）" if language == "zh" else f" ({part})"
    return source, _amount(value, language)


def _amount(value: ConflictValue, language: Language) -> str:
    amount = amounts.number(value.value)
    text = "—" if amount is None else _measured(amount, value.unit, language)
    return qualified(text, value.qualifier, language)


def qualified(text: str, qualifier: str, language: Language) -> str:
    if qualifier in {"at_least", "about"}:
        gap = "" if language == "zh" else " "
        return f"{say(language, qualifier)}{gap}{text}"
    return text


def _gap(conflict: Conflict, language: Language) -> str:
    difference = amounts.number(conflict.difference)
    if conflict.kind == "unit" or difference is None:
        return say(language, "unit_mismatch") if conflict.kind == "unit" else ""
    unit = conflict.values[0].unit if conflict.values else ""
    gap = say(language, "differ_by", difference=_measured(abs(difference), unit, language))
    return _together(conflict, language) + gap


def _together(conflict: Conflict, language: Language) -> str:
    """What several parts come to, so that nobody has to add them up."""
    parts = [amounts.number(value.value) for value in conflict.values[1:]]
    if conflict.kind != "parts" or len(parts) < 2:
        return ""
    total = sum((part for part in parts if part is not None), Decimal(0))
    amount = _measured(total, conflict.values[0].unit, language)
    return say(language, "parts_total", amount=amount) + ("，" if language == "zh" else ", ")


def _measured(value: Decimal, unit: str, language: Language) -> str:
    scale = amounts.scale_for(unit, [value])
    named = labels.unit_name(scale.unit, language)
    return f"{amounts.shown(value, scale)} {named}".strip()
