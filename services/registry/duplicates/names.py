"""What of a station's name tells it from others: 个旧市大屯街道社会工作服务站 → 大屯. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from contracts import regions
from contracts.regions.names import bare_name
from services.registry.directory.sounds import MARK, sounds

# Longest first; what is left is cut again: 大屯社区社工站 → 大屯社区 → 大屯.
_WHAT = re.compile(
    r"(?:社会工作|社工|志愿)*(?:服务)?(?:总站|分站|中心站|站点|站|室|点)$|社会工作$|社工$"
)
_PLACE = re.compile(r"(?:街道办事处|街道|社区居委会|居委会|村委会|社区|村|镇|乡|县|市|区)$")
_NOT_WORDS = re.compile(r"[\W_]+")

DISTINGUISHING = frozenset(
    "0123456789一二三四五六七八九十甲乙丙丁东南西北上中下前后左右大小新老内外"
)
"""Places that differ in one of these only are two places: 东风, 西风; 一组, 二组."""


@lru_cache(maxsize=50_000)
def stem(name: str, region: str) -> str:
    """Without the areas above its own, and without the words that say what it is. A name that
    says nothing else has no stem: ''."""
    text = _NOT_WORDS.sub("", unicodedata.normalize("NFKC", name).casefold())
    text = _below(_WHAT.sub("", text), region)
    place = _PLACE.sub("", text)
    return place if len(place) > 1 else text


@lru_cache(maxsize=50_000)
def sound(text: str) -> str:
    """Its usual reading: 大屯 → datun."""
    spelt = sounds(text).split(MARK)
    return spelt[1] if len(spelt) > 1 else ""


def variants(text: str) -> frozenset[str]:
    """Two texts one edit apart share one of these; a text too short to err in has none."""
    if len(text) < 3:
        return frozenset()
    return frozenset({text, *(text[:at] + text[at + 1 :] for at in range(len(text)))})


def one_slip_apart(one: str, other: str) -> bool:
    """One character more, less, or other; not one of those that tell places apart."""
    if one == other or min(len(one), len(other)) < 3 or abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    start = min(len(one), len(other)) if start is None else start
    mine, theirs = one[start:], other[start:]
    slipped = {
        (mine[1:], theirs[1:]): {mine[:1], theirs[:1]},
        (mine[1:], theirs): {mine[:1]},
        (mine, theirs[1:]): {theirs[:1]},
    }
    return any(
        left == right and not (characters & DISTINGUISHING)
        for (left, right), characters in slipped.items()
    )


def _below(text: str, region: str) -> str:
    """Cut the names of its areas from the front, the highest first, while something is left."""
    own = regions.get(region)
    for area in filter(None, (*reversed(regions.ancestors(region)), own)):
        for named in (area.name, regions.short_name(area.name), bare_name(area.name)):
            if text.startswith(named) and _PLACE.sub("", text[len(named) :]):
                text = text[len(named) :].removeprefix("省").removeprefix("州").removeprefix("市")
                break
    return text
