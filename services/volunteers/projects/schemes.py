"""Who approves which project: by its grade and what it is planned to cost, set per region. Pure.

DEFAULT holds where nobody has set anything; an area's own setting, or that of the nearest area
above it, takes its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID, uuid5

from contracts import codes
from contracts.volunteers.projects import Limit, ProjectSchemeSet
from servicekit.errors import DomainError
from services.volunteers.offices import LEVELS

_NAMESPACE = UUID("0f5a9a86-52ac-5d0e-8d0b-6f3a0d3a2f11")

YUAN = 100
DEFAULT = (
    Limit(kind="micro", level="county"),
    Limit(kind="general", level="county", up_to_fen=200_000 * YUAN),
    Limit(kind="general", level="prefecture"),
    Limit(kind="demonstration", level="prefecture", up_to_fen=1_000_000 * YUAN),
    Limit(kind="demonstration", level="province"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    region: str
    limits: tuple[Limit, ...] = ()


class LimitsIncomplete(DomainError):
    code = "limits_incomplete"
    status = 422
    zh = "须为每一类项目规定审批级别，金额随级别递增，且最高一级不设上限（0）。"
    en = "Every grade needs levels whose sums rise with the level, the last without a limit (0)."


def scheme_id(region: str) -> str:
    return str(uuid5(_NAMESPACE, region))


def set_scheme(
    scheme: Scheme, limits: Sequence[Limit], today: date
) -> tuple[Scheme, list[ProjectSchemeSet]]:
    """Raises LimitsIncomplete."""
    for kind in codes.PROJECT_KINDS.codes:
        _require_ladder([limit for limit in limits if limit.kind == kind])
    event = ProjectSchemeSet(region=scheme.region, occurred_on=today, limits=tuple(limits))
    return Scheme(region=scheme.region, limits=tuple(limits)), [event]


def needed_level(limits: Sequence[Limit], kind: str, planned_fen: int) -> str:
    """The lowest level that may approve a project of this grade and sum."""
    ladder = [limit for limit in limits if limit.kind == kind]
    return next(x.level for x in ladder if not x.up_to_fen or planned_fen <= x.up_to_fen)


def limits_for(region: str, known: Mapping[str, Scheme]) -> tuple[Limit, ...]:
    """Those set for the region or the nearest area above it; `known` by region."""
    for code in _upwards(region):
        if code in known:
            return known[code].limits
    return DEFAULT


def _upwards(region: str) -> list[str]:
    """The region and those above it: 532501101 → 532501, 532500, 530000."""
    county = region[:6]
    return list(dict.fromkeys((region, region[:9], county, f"{county[:4]}00", f"{county[:2]}0000")))


def _require_ladder(ladder: Sequence[Limit]) -> None:
    ranks = [LEVELS.index(limit.level) for limit in ladder]
    sums = [limit.up_to_fen for limit in ladder]
    rising = all(a < b for a, b in pairwise(ranks))
    capped = all(a and (not b or a < b) for a, b in pairwise(sums))
    if not ladder or not rising or not capped or sums[-1]:
        raise LimitsIncomplete(pointer="/limits")
