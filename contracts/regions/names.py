"""The short names people use: 红河州, 个旧, 景谷县."""

from __future__ import annotations

import re

PEOPLES = (
    "哈尼族|傈僳族|拉祜族|景颇族|布朗族|独龙族|纳西族|普米族|蒙古族|阿昌族|德昂族|基诺族|布依族|"
    "彝族|白族|傣族|壮族|苗族|回族|佤族|藏族|瑶族|怒族|满族|水族|各族"
)
_AUTONOMOUS = re.compile(f"^(?P<place>.+?)(?:{PEOPLES})+(?:自治)?(?P<kind>[州县乡])$")
_KIND = re.compile(r"(?:街道|[省市州县区乡镇])$")


def short_name(name: str) -> str:
    """红河哈尼族彝族自治州 → 红河州; other names stay whole."""
    match = _AUTONOMOUS.match(name)
    return match["place"] + match["kind"] if match else name


def bare_name(name: str) -> str:
    """昆明市 → 昆明, 红河哈尼族彝族自治州 → 红河; names of two characters stay (云县)."""
    bare = _KIND.sub("", short_name(name))
    return bare if len(bare) > 1 else short_name(name)
