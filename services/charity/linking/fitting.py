"""Whether a gift can meet a request, and how well: hard rules first, then a score of parts. Pure.

The same question is asked from both sides. Every part of a score is whole and they add up to it:
purpose 300 (the donor meant just this), near 300 (kilometres between the counties), covers 200 (how
much of what is lacking), pressing 200 (how soon it is needed).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from contracts import regions
from contracts.regions.distance import distance_km
from servicekit.aggregate import Stored
from services.charity.funds.holdings import measure
from services.charity.gifts.allocating import in_hand
from services.charity.gifts.gift import Gift
from services.charity.gifts.refusals import OutsidePeriod, OutsideRestriction
from services.charity.gifts.restriction import Restriction
from services.charity.requests.request import Request

PURPOSE, NEAR, COVERS, PRESSING = 300, 300, 200, 200
FAR_KM = 600
SOON_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An open request, and how much of it is still lacking."""

    id: str
    request: Request
    left: int


@dataclass(frozen=True, slots=True)
class Rule:
    """`zh`, `en`: why a gift cannot meet a request."""

    code: str
    zh: str
    en: str
    passes: Callable[[Gift, Asked, date], bool]


def _same(gift: Gift, asked: Asked, _today: date) -> bool:
    return measure(gift) == asked.request.measure


def _lacking(_gift: Gift, asked: Asked, today: date) -> bool:
    return asked.left > 0 and asked.request.open_on(today)


def _something(gift: Gift, _asked: Asked, today: date) -> bool:
    return in_hand(gift, today) > 0


def _allowed(gift: Gift, asked: Asked, today: date) -> bool:
    wanted = asked.request
    purpose = Restriction(domain=wanted.domain, target_group=wanted.target_group)
    try:
        gift.restriction.narrowed(purpose, wanted.region, today)
    except (OutsideRestriction, OutsidePeriod):
        return False
    return True


RULES: tuple[Rule, ...] = (
    Rule("measure", "不是所需的款物", "not what is lacking", _same),
    Rule("lacking", "需求已满足、已关闭或已过期", "met already, closed or over", _lacking),
    Rule("available", "没有可分配的余额", "nothing in hand that is still good", _something),
    Rule("restriction", "捐赠方限定他用", "the donor restricts it to other use", _allowed),
)


def refused_by(gift: Gift, asked: Asked, today: date) -> Rule | None:
    """The first rule that is not passed."""
    return next((rule for rule in RULES if not rule.passes(gift, asked, today)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    gift_id: str
    request_id: str
    parts: dict[str, int]
    available: int
    kilometres: int | None

    @property
    def score(self) -> int:
        return sum(self.parts.values())


def fit(stored: Stored[Gift], asked: Asked, today: date) -> Fit:
    gift, wanted = stored.state, asked.request
    km, there = kilometres(gift.region, wanted.region), in_hand(gift, today)
    days = (wanted.until - today).days
    return Fit(
        gift_id=stored.id,
        request_id=asked.id,
        parts={
            "purpose": _purpose(gift.restriction),
            "near": 0 if km is None else NEAR * max(0, FAR_KM - km) // FAR_KM,
            "covers": COVERS * min(there, asked.left) // asked.left,
            "pressing": PRESSING * max(0, SOON_DAYS - days) // SOON_DAYS,
        },
        available=there,
        kilometres=km,
    )


def _purpose(meant: Restriction) -> int:
    """Half for a domain the donor named, half for a group; a gift for anything gets none: it can
    wait for what nobody named."""
    return PURPOSE // 2 * (bool(meant.domain) + bool(meant.target_group))


def kilometres(one: str, other: str) -> int | None:
    """Between the middles of the two counties, or of what is larger; 0 inside one another."""
    if regions.within(other, one) or regions.within(one, other):
        return 0
    found = distance_km(one[:6], other[:6])
    return None if found is None else round(found)
