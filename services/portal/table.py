"""The table beside the map: a line a region, recorded beside stated, and how they differ. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contracts import regions
from contracts.regions import Region
from services.portal.amounts import Scale, number, percent, scale_for
from services.portal.figures import Basis, Row
from services.portal.question import COVERAGE, TOWNSHIP_STATIONS, WHOLE, Part, Question

PERCENT = Scale("%", 1, 2)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a report says: `value` as stored, ready to be shown with its qualifier."""

    value: Decimal
    qualifier: str
    unit: str
    part: Part
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One region. `parts` are the numerator and denominator of a ratio."""

    region: Region
    recorded: Decimal | None
    stated: tuple[Stated, ...]
    beside: tuple[Stated, ...] = ()
    parts: tuple[Decimal, int] | None = None

    @property
    def difference(self) -> Decimal | None:
        """Recorded − stated, where one stated figure speaks of the same thing."""
        if self.recorded is None or len({s.value for s in self.stated}) != 1:
            return None
        return self.recorded - self.stated[0].value

    def shade(self, basis: Basis) -> Decimal | None:
        """The one value that colours the region on the map."""
        if basis == "recorded":
            return self.recorded
        return self.stated[0].value if self.stated else None

    @property
    def empty(self) -> bool:
        return self.recorded is None and not self.stated and not self.beside


@dataclass(frozen=True, slots=True)
class Answers:
    """What metrics said about one region and its children, as it came."""

    recorded: Sequence[Row]
    stated: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Table:
    lines: tuple[Line, ...]
    total: Line
    scale: Scale
    as_of: str | None
    silent: bool = False

    @property
    def empty(self) -> bool:
        return self.total.empty and all(line.empty for line in self.lines)

    @property
    def shaded(self) -> Basis:
        """What the map shows: the record, or the reports where nothing is recorded."""
        bare = all(line.recorded is None for line in self.lines)
        return "stated" if bare and any(line.stated for line in self.lines) else "recorded"

    @property
    def usual_part(self) -> Part | None:
        """The slice most reports speak of, where nothing at all is known of what was asked."""
        lines = (self.total, *self.lines)
        if any(line.recorded is not None or line.stated for line in lines):
            return None
        said = Counter(one.part for line in lines for one in line.beside)
        return said.most_common(1)[0][0] if said else None

    @property
    def states(self) -> bool:
        """Whether any report says anything here."""
        return any(line.stated or line.beside for line in (self.total, *self.lines))


def build_table(
    question: Question, shown: Iterable[Region], children: Answers, own: Answers, unit: str
) -> Table:
    """One line for each region to be shown, also for those nothing is known of.

    Where nothing at all is recorded the record is silent: it is not compared with reports.
    """
    line = _coverage_line if question.indicator == COVERAGE else _figure_line
    part = part_asked(question)
    silent = not any(number(row.value) for row in (*own.recorded, *children.recorded))
    recorded = {} if silent else _by_region(children.recorded)
    stated = _by_region(children.stated)
    lines = tuple(
        line(region, part, None if silent else recorded.get(region.code, ()),
             stated.get(region.code, ()), unit)
        for region in shown
    )  # fmt: skip
    whole = None if silent else own.recorded
    total = line(_required(question.region), part, whole, own.stated, unit)
    scale = _scale(question, unit, (*lines, total))
    return Table(lines, total, scale, _as_of(own, children), silent)


def part_asked(question: Question) -> Part:
    return TOWNSHIP_STATIONS if question.indicator == COVERAGE else question.part


def places(region: Region) -> int:
    """Townships and subdistricts of a region, each of which should have a station."""
    if region.level == "township":
        return 1
    return sum(places(child) for child in regions.children(region.code))


def parts_offered(rows: Iterable[Row], also: Iterable[Part]) -> list[Part]:
    """The slices that figures exist for, and `also`; unions first, the whole left out."""
    found = ({Part.of(_dimensions(row)) for row in rows} | set(also)) - {WHOLE}
    return sorted(found, key=lambda part: ("+" not in str(part), str(part)))


def _figure_line(
    region: Region, part: Part, recorded: Sequence[Row] | None, stated: Sequence[Row], unit: str
) -> Line:
    said = _stated(stated)
    same = tuple(one for one in said if one.part == part and one.unit == unit)
    beside = tuple(one for one in said if one not in same)
    return Line(region, _sum(recorded, part), same, beside)


def _coverage_line(
    region: Region, part: Part, recorded: Sequence[Row] | None, stated: Sequence[Row], unit: str
) -> Line:
    stations, due = _sum(recorded, part), places(region)
    shares = tuple(
        Stated(share, one.qualifier, PERCENT.unit, part, one.source)
        for one in _stated(stated)
        if one.part == part and (share := percent(one.value, due)) is not None
    )
    parts = None if stations is None or due == 0 else (stations, due)
    return Line(region, percent(stations, due), shares, (), parts)


def _stated(rows: Sequence[Row]) -> list[Stated]:
    return [
        Stated(value, row.qualifier, row.unit, Part.of(_dimensions(row)), row.source)
        for row in rows
        if (value := number(row.value)) is not None
    ]


def _sum(rows: Sequence[Row] | None, part: Part) -> Decimal | None:
    """The part's figure; None for a silent record, and where the rows count different things."""
    if rows is None:
        return None
    same = [row for row in rows if part.holds(_dimensions(row))]
    if len({row.unit for row in same}) > 1:
        return None
    return sum((value for row in same if (value := number(row.value)) is not None), Decimal(0))


def _dimensions(row: Row) -> dict[str, str]:
    return {name: value for name, value in row.dimensions.items() if value and value != "all"}


def _by_region(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.region, []).append(row)
    return found


def _scale(question: Question, unit: str, lines: Iterable[Line]) -> Scale:
    if question.indicator == COVERAGE:
        return PERCENT
    values = [value for line in lines for value in _values(line, unit)]
    return scale_for(unit, values)


def _values(line: Line, unit: str) -> list[Decimal | None]:
    said = [one.value for one in (*line.stated, *line.beside) if one.unit == unit]
    return [line.recorded, *said]


def _as_of(*answers: Answers) -> str | None:
    """The latest moment any of the recorded figures knows of."""
    known = [row.as_of for one in answers for row in one.recorded if row.as_of]
    return max(known, default=None)


def _required(code: str) -> Region:
    region = regions.get(code)
    if region is None:
        raise LookupError(code)
    return region
