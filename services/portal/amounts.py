"""How a number is shown: grouped digits, money in 元 or 万元, qualifiers, signs, percentages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from services.portal.figures import Value

FEN = "分"
TEN_THOUSAND_YUAN_IN_FEN = 1_000_000


@dataclass(frozen=True, slots=True)
class Scale:
    """The unit one column of figures is shown in; shown value = stored value ÷ `divisor`."""

    unit: str
    divisor: int = 1
    places: int = 0


YUAN = Scale("元", 100, 2)
TEN_THOUSAND_YUAN = Scale("万元", TEN_THOUSAND_YUAN_IN_FEN, 2)


def number(value: Value) -> Decimal | None:
    """The exact number, or None for an absent or unreadable one."""
    if value is None:
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def scale_for(unit: str, values: Iterable[Decimal | None]) -> Scale:
    """One unit for a whole column: money is 万元 as soon as one value reaches it."""
    if unit != FEN:
        return Scale(unit)
    large = any(v is not None and abs(v) >= TEN_THOUSAND_YUAN_IN_FEN for v in values)
    return TEN_THOUSAND_YUAN if large else YUAN


def shown(value: Decimal | None, scale: Scale, *, sign: bool = False) -> str:
    """'12,345', '4,355' (万元), '345.5'; '—' for none. `sign` puts + before a gain."""
    if value is None:
        return "—"
    scaled = value / scale.divisor
    text = f"{scaled:,.{scale.places}f}" if scale.places else _plain(scaled)
    if scale.places:
        text = text.rstrip("0").rstrip(".")
    text = text.replace("-", "−")
    return f"+{text}" if sign and value > 0 else text


def _plain(value: Decimal) -> str:
    if value == value.to_integral_value():
        return f"{value:,.0f}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def percent(part: Decimal | None, whole: int) -> Decimal | None:
    """A share in percent, computed from its parts; None where there is nothing to cover."""
    if part is None or whole == 0:
        return None
    return (part * 100 / whole).quantize(Decimal("0.01"))
