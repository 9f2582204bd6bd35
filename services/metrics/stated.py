"""A figure as a report states it, and the event that said so. Pure."""

from __future__ import annotations

import msgspec

from contracts.registry.reports import FigureStated


class Stated(msgspec.Struct, frozen=True):
    """`time` is when it was said (RFC 3339, UTC): what is said later replaces the earlier."""

    event_id: str
    time: str
    figure: FigureStated

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Region, indicator, dimensions, period, source: each is stated once at a time."""
        figure = self.figure
        pairs = sorted(figure.dimensions.items())
        dimensions = ";".join(f"{name}={code}" for name, code in pairs)
        return figure.region, figure.indicator, dimensions, figure.period, figure.source
