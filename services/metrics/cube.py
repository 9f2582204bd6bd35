"""The cells in memory, summed from the segments; what queries read. Pure.

Every indicator has its cells in sorted runs (`runs`), exact to the day and township, and sums by
month and county (`monthly`) for each set of dimensions asked for. A question over whole months and
counties reads only the latter; edges of a period and townships are summed from the cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial

import numpy as np

from contracts import indicators
from contracts.regions import significant
from services.metrics import runs
from services.metrics.columns import Ints, Rows, add_at
from services.metrics.counting import Delta
from services.metrics.monthly import Groups, Monthly
from services.metrics.months import Span, first_day, month_of, split
from services.metrics.snapshots import Kept, Snapshot
from services.metrics.stated import Stated, whole
from services.metrics.sums import COUNTY_DIGITS, Table, under

Key = tuple[str, date, str]  # region, day, dimensions
_CHUNK = 1 << 20


class _Numbered(dict[str, int]):
    """Codes numbered as they appear."""

    def __init__(self, bits: int) -> None:
        self._most = 1 << bits

    def number(self, code: str) -> int:
        number = self.setdefault(code, len(self))
        if number >= self._most:
            raise runs.TooManyCodes(code)
        return number


class _Indicator:
    def __init__(self, code: str) -> None:
        self.series = _Numbered(runs.SERIES_BITS)
        self.names: list[str] = []
        self.cells = runs.Runs()
        self.latest = 0
        known = indicators.get(code)
        alone = [(name,) for name in known.dimensions] if known else []
        self.monthly = {wanted: Monthly(wanted) for wanted in ((), *alone)}

    def number(self, dimensions: str) -> int:
        found = self.series.number(dimensions)
        if found == len(self.names):
            self.names.append(dimensions)
        return found


class Cube:
    """Sums of deltas, and the latest of each stated figure."""

    def __init__(self) -> None:
        self._indicators: dict[str, _Indicator] = {}
        self._regions = _Numbered(runs.PLACE_BITS)
        self._region_codes: list[str] = []
        self._counties = _Numbered(runs.PLACE_BITS)
        self._county_of: Ints = np.zeros(0, np.int64)
        self._months: Ints = np.zeros(0, np.int64)
        self._stated: dict[tuple[str, ...], Stated] = {}

    def add(self, deltas: Iterable[Delta]) -> None:
        """Single deltas, for tests and small matters; a batch comes as rows."""
        for (indicator, region, day, dimensions), value in deltas:
            one = (np.array([n], np.int64) for n in (0, 0, 0, day.toordinal(), value))
            events, place, serie, days, values = one
            none = np.zeros(0, np.int64)
            series = [(indicator, dimensions)]
            self.fold(Rows((), none, none, [region], series, events, place, serie, days, values))

    def fold(self, rows: Rows) -> None:
        """Everything a segment counted."""
        if not len(rows.values):
            return
        places = np.array([self._place(code) for code in rows.regions], np.int64)[rows.region]
        months = self._month_numbers(month_of(rows.days))
        moved = [self._indicator(code) for code, _ in rows.series]
        numbers = np.array(
            [one.number(pair[1]) for one, pair in zip(moved, rows.series, strict=True)], np.int64
        )
        kinds = list(dict.fromkeys(moved))
        kind = np.array([kinds.index(one) for one in moved], np.int64)[rows.serie]
        series = numbers[rows.serie]
        for number, one in enumerate(kinds):
            rows_of = np.flatnonzero(kind == number)
            self._fold_into(
                one, places[rows_of], rows.days[rows_of], months[rows_of], series[rows_of],
                rows.values[rows_of],
            )  # fmt: skip

    def _fold_into(
        self, one: _Indicator, places: Ints, days: Ints, months: Ints, series: Ints, values: Ints
    ) -> None:
        if not len(values):
            return
        one.cells.add(runs.keys_of(places, days, series), values)
        one.latest = max(one.latest, int(days.max()))
        for monthly in one.monthly.values():
            monthly.add(one.names, series, self._county_of[places], months, values)

    def table(
        self,
        indicator: str,
        area_of: Callable[[str], int | None],
        areas: int,
        spans: Sequence[Span],
        wanted: tuple[str, ...],
        *,
        whole_counties: bool,
        scattered: frozenset[str] = frozenset(),
    ) -> Table:
        """Sums by group, area and span. `area_of` a region code: its number below `areas`, or
        None; `whole_counties` says that it tells all codes of one county alike, save those of the
        counties `scattered`."""
        one = self._indicators.get(indicator)
        if one is None:
            return Table([], np.zeros((0, areas, len(spans)), np.int64))
        if not whole_counties:
            return self._of_cells(one, area_of, areas, spans, Groups(wanted))
        whole, edges = zip(*(split(span, one.latest) for span in spans), strict=True)
        alike = partial(under, area_of, scattered, False) if scattered else area_of
        table = self._of_months(one, alike, areas, whole, wanted)
        groups = one.monthly[wanted].groups
        for number, days in enumerate(edges):
            for first, last in days:
                edge = [(date.fromordinal(first), date.fromordinal(last))]
                found = self._of_cells(one, alike, areas, edge, groups)
                table.sums[: len(found.groups), :, number] += found.sums[:, :, 0]
        if not scattered.isdisjoint(self._counties):
            apart = partial(under, area_of, scattered, True)
            found = self._of_cells(one, apart, areas, spans, groups)
            table.sums[: len(found.groups)] += found.sums
        return table

    def _of_months(
        self,
        one: _Indicator,
        area_of: Callable[[str], int | None],
        areas: int,
        spans: Sequence[tuple[int, int]],
        wanted: tuple[str, ...],
    ) -> Table:
        monthly = self._monthly(one, wanted)
        sums = monthly.sums(len(self._counties), len(self._months))
        number = [area_of(code) for code in self._counties]
        inside = [n for n, area in enumerate(number) if area is not None]
        area = np.array([number[n] for n in inside], np.int64)
        months = np.array(
            [(first <= self._months) & (self._months <= last) for first, last in spans], np.int64
        )
        by_span = sums[:, inside, :] @ months.T
        found = np.zeros((len(sums), areas, len(spans)), np.int64)
        add_at(found, (slice(None), area), by_span)
        return Table(list(monthly.groups.numbers), found)

    def _of_cells(
        self,
        one: _Indicator,
        area_of: Callable[[str], int | None],
        areas: int,
        spans: Sequence[Span],
        groups: Groups,
    ) -> Table:
        area = [area_of(code) for code in self._region_codes]
        inside = np.array([n for n, found in enumerate(area) if found is not None], np.int64)
        areas_of = np.array([-1 if found is None else found for found in area], np.int64)
        group_of = groups.of(one.names)
        sums = np.zeros((len(groups.numbers), areas, len(spans)), np.int64)
        days = [(first.toordinal() if first else 0, last.toordinal()) for first, last in spans]
        reach = min(first for first, _ in days), max(last for _, last in days)
        for keys, values in one.cells.between(inside, *reach):
            day, where = runs.days_of(keys), areas_of[runs.places_of(keys)]
            group = group_of[runs.series_of(keys)]
            for number, (first, last) in enumerate(days):
                hit = (first <= day) & (day <= last)
                add_at(sums, (group[hit], where[hit], number), values[hit])
        return Table(list(groups.numbers), sums)

    def _monthly(self, one: _Indicator, wanted: tuple[str, ...]) -> Monthly:
        """Made from the cells the first time a set of dimensions is asked for."""
        found = one.monthly.get(wanted)
        if found is None:
            found = one.monthly[wanted] = Monthly(wanted)
            for keys, values in one.cells:
                for start in range(0, len(keys), _CHUNK):
                    part = keys[start : start + _CHUNK]
                    months = self._month_numbers(month_of(runs.days_of(part)))
                    counties = self._county_of[runs.places_of(part)]
                    found.add(
                        one.names, runs.series_of(part), counties, months,
                        values[start : start + _CHUNK],
                    )  # fmt: skip
        return found

    def state(self, stated: Iterable[Stated]) -> None:
        """What was said later takes the place of the earlier, whatever order it arrives in."""
        for said in stated:
            key = said.key
            known = self._stated.get(key)
            if known is None or (known.time, known.event_id) < (said.time, said.event_id):
                self._stated[key] = said

    def slice(
        self, indicator: str, region: str, start: date | None, end: date
    ) -> Iterator[tuple[Key, int]]:
        """Cells of an indicator below a region, on the days from start (None: ever) to end; a
        cell may come in several parts."""
        one, prefix = self._indicators.get(indicator), significant(region)
        if one is None:
            return
        inside = [n for n, code in enumerate(self._region_codes) if code.startswith(prefix)]
        reach = start.toordinal() if start else 0, end.toordinal()
        for keys, values in one.cells.between(np.array(inside, np.int64), *reach):
            columns = runs.places_of(keys), runs.days_of(keys), runs.series_of(keys), values
            for place, day, serie, value in zip(*(c.tolist() for c in columns), strict=True):
                key = self._region_codes[place], date.fromordinal(day), one.names[serie]
                yield key, value

    def has(self, indicator: str, inside_of: Callable[[str], bool]) -> bool:
        """Whether anything of this indicator was ever recorded under such a region code."""
        one = self._indicators.get(indicator)
        if one is None:
            return False
        inside = [n for n, code in enumerate(self._region_codes) if inside_of(code)]
        everything = one.cells.between(np.array(inside, np.int64), 0, one.latest)
        return any(len(keys) for keys, _ in everything)

    def months(self) -> list[date]:
        """First days of the months in which anything happened, in order."""
        return [date.fromordinal(first_day(month)) for month in sorted(self._months.tolist())]

    def stated(self) -> Iterator[Stated]:
        yield from whole(self._stated.values())

    def snapshot(self) -> Snapshot:
        """A copy of everything; settles the runs, so that each cell is there once."""
        kept = [
            Kept(code, list(one.names), [(k.copy(), v.copy()) for k, v in one.cells])
            for code, one in self._indicators.items()
            if len(one.cells)
        ]
        return Snapshot(list(self._region_codes), kept, list(self._stated.values()))

    def __len__(self) -> int:
        return sum(len(one.cells) for one in self._indicators.values())

    def _indicator(self, code: str) -> _Indicator:
        if code not in self._indicators:
            self._indicators[code] = _Indicator(code)
        return self._indicators[code]

    def _place(self, code: str) -> int:
        number = self._regions.number(code)
        if number == len(self._region_codes):
            self._region_codes.append(code)
            county = self._counties.number(code[:COUNTY_DIGITS])
            self._county_of = np.append(self._county_of, county)
        return number

    def _month_numbers(self, months: Ints) -> Ints:
        """Months are numbered as they appear: a fact of the year 1 must not make 24,000 of them."""
        new = np.setdiff1d(months, self._months)
        if len(new):
            self._months = np.concatenate([self._months, new])
        order = np.argsort(self._months)
        return order[np.searchsorted(self._months, months, sorter=order)]
