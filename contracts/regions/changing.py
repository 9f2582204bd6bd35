"""What each change of the code list does, decided on the history as it is. Pure.

Each verb gives the successions of one dated change, or refuses it (contracts/regions/refusals.py).
Applying what a verb gave keeps the tree a tree on every day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from contracts.regions.change import WHOLE, Succession
from contracts.regions.history import LATEST, OPEN, History
from contracts.regions.refusals import (
    ChangeTooEarly,
    CodeInvalid,
    CodeTaken,
    HasChildren,
    MergedInvalid,
    NameMissing,
    NothingChanges,
    NotUnderParent,
    ParentMissing,
    PartsInvalid,
    RegionRetired,
    RegionUnknown,
)
from contracts.regions.region import Region, level_of, parent_of, significant

Successions = tuple[Succession, ...]

_NEW = re.compile(r"53(?:\d{4}|\d{7}|\d{10})", re.ASCII)


class Part(NamedTuple):
    """One region of a split; `code` may be that of the region itself, which then goes on."""

    code: str
    name: str
    share_percent: int


def open_region(history: History, code: str, name: str, on: date, parent: str = "") -> Successions:
    """A region that was not there. `parent`, if given, must be what the digits say."""
    if parent and parent_of(_new_code(code)) != parent:
        raise NotUnderParent(code, parent)
    _free(history, code, on)
    return (Succession(after=code, name=name),)


def rename(history: History, code: str, name: str, on: date) -> Successions:
    region = _untouched(history, code, on)
    if region.name == name:
        raise NothingChanges("/name")
    return (Succession(before=code, after=code, name=name),)


def move(history: History, code: str, to: str, on: date, name: str = "") -> Successions:
    """Another code, under the same or another parent, with all that lies below: a 9-digit code
    and the 12-digit ones under it keep their last digits."""
    region = _untouched(history, code, on)
    if to == code:
        raise NothingChanges("/to")
    _free(history, to, on, "/to")
    if level_of(to) != region.level:
        raise CodeInvalid("/to")
    below = tuple(_subtree(history, code, on))
    moved = (
        Succession(before=child.code, after=_renumbered(child.code, code, to), name=child.name)
        for child in below
    )
    return (Succession(before=code, after=to, name=name or region.name), *_all_free(history, moved))


def merge(
    history: History, merged: Sequence[str], into: str, on: date, name: str = ""
) -> Successions:
    """Regions become one: a standing one, or a new one, which then needs its `name`."""
    standing = history.known(into)
    if len({*merged, into}) != len(merged) + 1 or len(merged) < (1 if standing else 2):
        raise MergedInvalid()
    regions = [_childless(history, code, on) for code in merged]
    if {level_of(region.code) for region in regions} != {level_of(_new_code(into))}:
        raise CodeInvalid()
    name = _merged_name(history, into, on, name) if standing else name
    if not standing:
        _free(history, into, on)
        if not name:
            raise NameMissing()
    return tuple(Succession(before=code, after=into, name=name) for code in merged)


def split(history: History, code: str, parts: Sequence[Part], on: date) -> Successions:
    region = _untouched(history, code, on)
    codes = {part.code for part in parts}
    shares = [part.share_percent for part in parts]
    if len(codes) != len(parts) or len(parts) < 2 or sum(shares) != WHOLE or min(shares) < 1:
        raise PartsInvalid()
    for part in parts:
        if level_of(_new_code(part.code, "/parts")) != region.level:
            raise CodeInvalid("/parts")
        if part.code != code:
            _free(history, part.code, on, "/parts")
    if code not in codes:
        _childless(history, code, on)
    return tuple(
        Succession(before=code, after=p.code, name=p.name, share_percent=p.share_percent)
        for p in parts
    )


def close(history: History, code: str, on: date) -> Successions:
    """Its land, and every fact filed under it, is the region's above from then on."""
    if not parent_of(code):
        raise CodeInvalid("/code")
    _childless(history, code, on)
    return (Succession(before=code),)


def _standing(history: History, code: str) -> Region:
    if not history.known(code):
        raise RegionUnknown("/code")
    region = history.at(code, LATEST)
    if region is None:
        successor = history.at(history.holding(code, LATEST), LATEST)
        raise RegionRetired(successor, "/code") if successor else RegionUnknown("/code")
    return region


def _untouched(history: History, code: str, on: date) -> Region:
    """It stands, and nothing has happened to it on that day or later."""
    region = _standing(history, code)
    if on <= history.touched(code):
        raise ChangeTooEarly(region, history.touched(code))
    return region


def _childless(history: History, code: str, on: date) -> Region:
    region = _untouched(history, code, on)
    below = [history.spans[c][-1].region for c in _below(history, code, on)]
    if below:
        raise HasChildren(region, below)
    return region


def _below(history: History, code: str, on: date) -> list[str]:
    """What lies below on that day or at any time after it."""
    return [child for child in history.below.get(code, ()) if history.closed(child) > on]


def _subtree(history: History, code: str, on: date) -> Iterator[Region]:
    for child in _below(history, code, on):
        if history.closed(child) != OPEN:
            raise ChangeTooEarly(history.spans[child][-1].region, history.closed(child))
        yield _untouched(history, child, on)
        yield from _subtree(history, child, on)


def _renumbered(child: str, code: str, to: str) -> str:
    return significant(to) + child[len(significant(code)) :]


def _merged_name(history: History, into: str, on: date, name: str) -> str:
    """The name of the standing region that takes in others; a new name is a change of its own."""
    region = _standing(history, into)
    splits = [link.on for link in history.out.get(into, ())]
    if on < history.spans[into][-1].opened or (splits and on <= max(splits)):
        raise ChangeTooEarly(region, history.touched(into))
    if name and name != region.name:
        _untouched(history, into, on)
    return name or region.name


def _new_code(code: str, pointer: str = "/code") -> str:
    if not _NEW.fullmatch(code):
        raise CodeInvalid(pointer)
    return code


def _free(history: History, code: str, on: date, pointer: str = "/code") -> None:
    """Never used, and under a region that is there from that day on."""
    _new_code(code, pointer)
    if history.known(code) or code in history.out:
        raise CodeTaken(code, pointer)
    parent = parent_of(code)
    there = history.known(parent) and history.opened(parent) <= on
    if not there or history.closed(parent) != OPEN:
        raise ParentMissing(parent, on, pointer)


def _all_free(history: History, successions: Iterable[Succession]) -> Iterator[Succession]:
    for succession in successions:
        if history.known(succession.after) or succession.after in history.out:
            raise CodeTaken(succession.after, "/to")
        yield succession
