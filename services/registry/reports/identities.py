"""What must hold between the figures of one file, told to its sender; nothing is refused for it.

A report that contradicts itself is held as it is: the contradiction is a finding, and shows among
the conflicts of metrics. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from contracts import identities, indicators
from contracts.identities import Breach
from contracts.registry.reports import FigureStated
from servicekit.errors import FieldError
from servicekit.sheets.refusals import FILE


def contradictions(figures: Sequence[FigureStated]) -> list[FieldError]:
    """A warning for each rule that figures of one region, period and source break."""
    return [_warning(breach) for breach in identities.broken(figures)]


def _warning(breach: Breach) -> FieldError:
    rule, whole = breach.rule, breach.whole
    parts = "、".join(_zh(part) for part in breach.parts)
    parts_en = ", ".join(_en(part) for part in breach.parts)
    return FieldError(
        FILE,
        f"identity_broken:{rule.code}",
        f"{whole.region} {whole.period}：{_zh(whole)} 与 {parts} 不符合「{rule.name_zh}」；"
        "已按原样登记，请核对。",
        f"{whole.region} {whole.period}: {_en(whole)} and {parts_en} break the rule "
        f"“{rule.name_en}”; held as stated, please check.",
    )


def _zh(figure: FigureStated) -> str:
    return f"{indicators.require(figure.indicator).name_zh}{_part(figure)} {figure.value}"


def _en(figure: FigureStated) -> str:
    return f"{figure.indicator}{_part(figure)} {figure.value}"


def _part(figure: FigureStated) -> str:
    pairs = ";".join(f"{name}={code}" for name, code in figure.dimensions.items())
    return f"[{pairs}]" if pairs else ""
