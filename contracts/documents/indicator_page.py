"""The catalogue of indicators as a page for people: docs/indicators.md.

What each is, in what unit, whether it is a stock or a flow, how it splits, and the events it is
counted from. The counting is named, not imported: contracts depend on nothing of ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from contracts import codes, indicators
from contracts.identities import Side, subsets
from contracts.indicators import Indicator

PATH = "docs/indicators.md"
MADE_BY = "<!-- Written by `python -m contracts.generate`; change contracts/indicators.csv. -->"
HEADS = (
    "代码 code",
    "指标 indicator",
    "单位 unit",
    "性质 nature",
    "维度 dimensions",
    "计自 counted from",
)
Sources = Mapping[str, tuple[str, ...]]

NATURES = {"stock": "存量 stock", "flow": "流量 flow"}
FORMULAS = {
    "stock": "Σ 截至期末的增减 / all changes up to the end of the period",
    "flow": "Σ 期内的增减 / changes inside the period",
}
ABOUT = """\
# 指标目录 · Indicators

每个数字都是带日期的增减之和：存量取截至期末的全部，流量取期内的。更正把旧的在旧日期减去、新的在新日期加上。
人、人次、户、场从不相加；金额以分（fen）计，显示为元。并集写作 `a+b`。

Every figure is a sum of dated changes: a stock of all up to the end of the period, a flow of those
inside it. A correction takes the old out on its day and puts the new in on its own. Persons,
person-times, households and sessions are never added; money is whole fen and shown as yuan.
"""
RATIOS = """\
## 比率 · Ratios

比率在每一级都由分子、分母重新计算，从不对比率取平均。Ratios are made from their parts at every
level, never averaged.
"""
RATIO_ROWS = (
    (
        "任意两个指标之比<br>one figure by another",
        "`indicator` ÷ `per`",
        "`GET /api/metrics/comparison?indicator=&per=`",
    ),
    (
        "占比<br>share",
        "下级 ÷ 各下级合计<br>a part by the total of the parts",
        "`GET /api/metrics/comparison?indicator=`",
    ),
    (
        "增长<br>growth",
        "（本期 − 上期）÷ 上期<br>the change by what was before",
        "`GET /api/metrics/comparison?indicator=`",
    ),
    (
        "联动率<br>linkage rate",
        "`needs_met_by_parties`：参与方不少于 `least` 的 ÷ 全部<br>with so many parties, by all",
        "`GET /api/metrics/linkage?least=`",
    ),
)


def page() -> str:
    """The whole text."""
    counting: Any = import_module("services.metrics.counting.sources")
    sources: Sources = counting.events_of()
    lines = (*_indicators(sources), *_ratios(), *_dimensions(), *_rules(), "")
    return "\n".join((MADE_BY, ABOUT, *lines))


def _indicators(sources: Sources) -> Iterator[str]:
    natures = Counter(NATURES[known.nature] for known in indicators.all())
    many = "、".join(f"{name} {number}" for name, number in natures.items())
    yield from _head(f"指标 · Indicators（{many}）", *HEADS)
    for known in indicators.all():
        yield _row(
            f"`{known.code}`",
            f"{known.name_zh}<br>{known.name_en}",
            _unit(known),
            NATURES[known.nature],
            "、".join(f"`{name}`" for name in known.dimensions) or "—",
            "<br>".join(f"`{type_}`" for type_ in sources[known.code]) or "仅报告所述 stated only",
        )
    yield ""
    yield from _head("算法 · Formulas", "性质 nature", "算法 formula")
    yield from (_row(NATURES[nature], formula) for nature, formula in FORMULAS.items())
    yield ""


def _unit(known: Indicator) -> str:
    if not known.unit:
        return "各行自带 its own"
    return f"{known.display_unit}（存为分 kept as fen）" if known.is_money else known.unit


def _ratios() -> Iterator[str]:
    yield RATIOS
    yield _row("比率 ratio", "算法 formula", "取自 from")
    yield _row("---", "---", "---")
    yield from (_row(*row) for row in RATIO_ROWS)
    yield ""


def _head(title: str, *columns: str) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield _row(*columns)
    yield _row(*("---" for _ in columns))


def _dimensions() -> Iterator[str]:
    """Each once, with its codes; one name may have several lists."""
    pairs = {
        (name, known.lists[number])
        for known in indicators.all()
        for number, name in enumerate(known.dimensions)
    }
    yield from _head("维度 · Dimensions", "维度 dimension", "代码表 list", "代码 codes")
    for name, listed in sorted(pairs):
        members = "、".join(f"`{c.code}` {c.name_zh}" for c in codes.LISTS[listed])
        yield _row(f"`{name}`", f"`{listed}`", members)
    yield ""


def _rules() -> Iterator[str]:
    title = "必须成立的关系 · What must hold between them"
    yield from _head(title, "关系 rule", "小 smaller", "大 larger")
    for rule in subsets():
        sides = (_side(side) for side in (rule.smaller, rule.larger))
        yield _row(f"{rule.name_zh}<br>{rule.name_en}", *sides)


def _side(side: Side) -> str:
    fixed = ";".join(f"{name}={code}" for name, code in side.fixed)
    return f"`{side.indicator}`" + (f"（`{fixed}`）" if fixed else "")


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
