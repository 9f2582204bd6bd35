"""A figure as a report states it, and the event that said so. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from contracts.registry.reports import FigureStated


class Stated(msgspec.Struct, frozen=True):
    """`time` is when it was said (RFC 3339, UTC): what is said later replaces the earlier."""

    event_id: str
    time: str
    figure: FigureStated

    @property
    def key(self) -> tuple[str, ...]:
        """Region, indicator, dimensions, period, source, and whose part of the region's figure it
        is: each is stated once at a time."""
        figure = self.figure
        pairs = sorted(figure.dimensions.items())
        dimensions = ";".join(f"{name}={code}" for name, code in pairs)
        return (
            figure.region,
            figure.indicator,
            dimensions,
            figure.period,
            figure.source,
            figure.part,
        )


def whole(stated: Iterable[Stated]) -> list[Stated]:
    """Figures as their regions state them: the parts that stations state are added up."""
    found: dict[tuple[str, ...], list[Stated]] = {}
    for said in stated:
        found.setdefault((*said.key[:-1], said.figure.unit), []).append(said)
    return [one for group in found.values() for one in _added(group)]


def _added(group: Sequence[Stated]) -> list[Stated]:
    """A sum of which parts are missing is the least the figure can be."""
    parts = [said for said in group if said.figure.part]
    if not parts:
        return list(group)
    latest = max(parts, key=lambda said: (said.time, said.event_id))
    missing = len(parts) < max(said.figure.parts for said in parts)
    figure = msgspec.structs.replace(
        latest.figure,
        value=sum(said.figure.value for said in parts),
        qualifier="at_least" if missing else latest.figure.qualifier,
        part="",
        parts=0,
    )
    others = [said for said in group if not said.figure.part]
    return [*others, Stated(latest.event_id, latest.time, figure)]
