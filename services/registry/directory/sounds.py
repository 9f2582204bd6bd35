"""How Chinese names are typed in Latin letters: full pinyin and initials, from any syllable on."""

from __future__ import annotations

import os
from functools import lru_cache
from itertools import islice

# The phrase table costs 45 MB in every process; a second reading covers what it was for.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

from pypinyin import Style, pinyin

READINGS = 4
"""How many ways of reading one name are known: 朝阳 chaoyang, zhaoyang."""
MARK = "|"
"""Stands before every place a typed word may begin."""


@lru_cache(maxsize=50_000)
def sounds(name: str) -> str:
    """'龙泉' → '|longquan|quan|lq|q': a typed word is found as '|' + word."""
    syllables = pinyin(name, style=Style.NORMAL, heteronym=True, v_to_u=False)
    spelt: dict[str, None] = {}
    for reading in islice(_readings(syllables), READINGS):
        for start in range(len(reading)):
            spelt["".join(reading[start:])] = None
            spelt["".join(s[0] for s in reading[start:])] = None
    return "".join(MARK + word for word in spelt)


def _readings(syllables: list[list[str]]) -> list[list[str]]:
    """The usual reading, then those that differ from it in one syllable."""
    choices = [[c.casefold() for c in some] for some in syllables if some[0].strip()]
    usual = [some[0] for some in choices]
    others = [(place, some[1]) for place, some in enumerate(choices) if some[1:]]
    return [usual, *([*usual[:at], other, *usual[at + 1 :]] for at, other in others)]
