"""Which events each indicator is counted from, read from the counters themselves.

A counter names its indicators as texts; whatever it calls, or refers to, in this package is looked
into too. So nothing has to be written down twice, and a new counter is in the documentation by
itself. An event may be named that moves an indicator only in some cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import CodeType, FunctionType
from typing import Any

from contracts import indicators
from contracts.codes import LISTS
from contracts.event import Event
from services.metrics.counting import COUNTERS, FACTS

_HERE = __package__ or "services.metrics.counting"


def events_of() -> dict[str, tuple[str, ...]]:
    """Indicator → the types of the events that move it, in order; () for what is only stated."""
    found: dict[str, set[str]] = {known.code: set() for known in indicators.all()}
    for kind, count in _counters():
        for code in _made_of(texts_of(count)) & found.keys():
            found[code].add(kind.type)
    return {code: tuple(sorted(types)) for code, types in found.items()}


def _counters() -> Iterator[tuple[type[Event], Callable[[Any], Any]]]:
    for kind, count in COUNTERS.items():
        yield kind, FACTS.get(kind, count)


def _made_of(texts: set[str]) -> set[str]:
    """The texts, and what an f-string makes of one that ends in "_" and another text or a code."""
    codes = {code for listed in LISTS.values() for code in listed.codes}
    begun = {text for text in texts if text.endswith("_")}
    return texts | {first + last for first in begun for last in texts | codes}


def texts_of(function: Callable[..., Any]) -> set[str]:
    """Every text a function and what it uses of this package could name."""
    found: set[str] = set()
    waiting: list[object] = [function]
    seen: set[int] = set()
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, str):
            found.add(thing)
        waiting += _used_by(thing)
    return found


def _used_by(thing: object) -> list[object]:
    wrapped = getattr(thing, "__wrapped__", None)
    if wrapped is not None:  # of a cache
        return [wrapped]
    if isinstance(thing, partial):
        return [thing.func, *thing.args, *thing.keywords.values()]
    if isinstance(thing, FunctionType):
        return _of_function(thing) if thing.__module__.startswith(_HERE) else []
    if isinstance(thing, Mapping):
        return [*thing.keys(), *thing.values()]
    return list(thing) if isinstance(thing, tuple | list | frozenset) else []


def _of_function(function: FunctionType) -> list[object]:
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    known = function.__globals__
    codes = list(_nested(function.__code__))
    names = [known[name] for code in codes for name in code.co_names if name in known]
    return [*cells, *names, *(const for code in codes for const in code.co_consts)]


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _nested(const)
