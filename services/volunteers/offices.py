"""Offices by the level of the region they are of, and who stands above whom. Pure."""

from __future__ import annotations

from contracts import regions
from servicekit.errors import DomainError

LEVELS = ("county", "prefecture", "province")
LEVELS_ZH = {"county": "县级", "prefecture": "州市级", "province": "省级"}


class SecondPersonRequired(DomainError):
    code = "second_person_required"
    status = 403
    zh = "须由另一人作出决定：申报人不能批准自己申报的事项。"
    en = "Somebody else decides: nobody approves what they entered themselves."


def level_of(region: str) -> str:
    """The level of the office of this region; '' below a county."""
    level = regions.require(region).level
    return level if level in LEVELS else ""


def stands_at(level: str, needed: str) -> bool:
    """Whether an office of one level may do what needs another: the same or one above."""
    return level in LEVELS and LEVELS.index(level) >= LEVELS.index(needed)
