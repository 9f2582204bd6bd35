"""Gaps over HTTP: who falls short of which rule, and how an area stands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes, regions
from contracts.regions import Area
from servicekit.boundaries import RegionAsked
from servicekit.fields import Id, LocalDate
from servicekit.paging import Page, PageRequest, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.checks.areas import Tally
from services.registry.checks.gaps import State, Verdict, gaps
from services.registry.checks.places import Places
from services.registry.checks.views import AreasView, AreaView, GapView
from services.registry.standards.measures import Subject
from services.registry.standards.register import Standards

router = APIRouter(prefix="/api/registry/gaps", tags=["gaps 达标差距"])

Reader = Annotated[Actor, Depends(require("registry.checks.read"))]
Known = Annotated[Places, Depends(provided(Places))]
Register = Annotated[Standards, Depends(provided(Standards))]


class Wanted:
    """Which gaps are asked for: of a have, a measure, a rule, a state, townships or stations."""

    def __init__(
        self,
        have: Annotated[str | None, Query()] = None,
        measure: Annotated[str | None, Query()] = None,
        rule_id: Annotated[Id | None, Query()] = None,
        state: Annotated[State | None, Query()] = None,
        subject: Annotated[Subject | None, Query()] = None,
        kind: Annotated[str | None, Query()] = None,
    ) -> None:
        self._have = have and codes.HAVES.require(have, "/have").code
        self._measure = measure and codes.STANDARD_MEASURES.require(measure, "/measure").code
        self._kind = kind and codes.STATION_KINDS.require(kind, "/kind").code
        self._rule_id = rule_id
        self._state = state
        self._subject = subject

    def fits(self, gap: Verdict) -> bool:
        asked = (
            (self._have, gap.binding.rule.have),
            (self._measure, gap.binding.rule.measure),
            (self._rule_id, gap.binding.rule_id),
            (self._kind, gap.place.kind),
            (self._subject, gap.place.subject),
        )
        return all(wanted in (None, has) for wanted, has in asked) and (
            self._state in (None, gap.state)
        )


@router.get("")
async def get_gaps(
    actor: Reader,
    known: Known,
    register: Register,
    paging: Paging,
    clock: Now,
    wanted: Annotated[Wanted, Depends()],
    region: RegionAsked = None,
    on: Annotated[LocalDate | None, Query()] = None,
) -> Page[GapView]:
    """Every gap of an area by region, with the rule, its document and clause, and what would
    satisfy it; under the rules of the day `on`, today when left out."""
    book = register.book(on or clock.today())
    scope = actor.scope.narrowed(region)
    begin = _begin(paging)
    found = gaps(known.within(scope, begin[:2]), book)
    beyond = (gap for gap in _after(found, begin) if wanted.fits(gap))
    taken = list(islice(beyond, paging.limit + 1))
    shown = taken[: paging.limit]
    key = (*shown[-1].place.key, shown[-1].binding.item) if len(taken) > paging.limit else ()
    return paging.page([GapView.of(gap, book) for gap in shown], *key)


def _begin(paging: PageRequest) -> tuple[str, str, str]:
    region, id_, item = paging.after or ("", "", "")
    return str(region), str(id_), str(item)


def _after(found: Iterator[Verdict], begin: tuple[str, str, str]) -> Iterator[Verdict]:
    return (gap for gap in found if (*gap.place.key, gap.binding.item) > begin)


@router.get("/areas")
async def get_areas(
    actor: Reader,
    known: Known,
    register: Register,
    clock: Now,
    region: RegionAsked = None,
    on: Annotated[LocalDate | None, Query()] = None,
) -> AreasView:
    """How many stations of an area, and of each area in it, meet each of the six haves."""
    scope = actor.scope.narrowed(region)
    area = region or Area(actor.region)
    book = register.book(on or clock.today())
    below = [child.code for child in area.children]
    tallies = {code: Tally() for code in below}
    total = Tally()
    for place in known.within(scope):
        here = Tally()
        here.add(place, book, place.subject == "station" and known.check(place.id) is not None)
        total += here
        child = next((c for c in below if area.borders.holds(c, place.region)), None)
        if child is not None:
            tallies[child] += here
    items = [_area(code, tally) for code, tally in tallies.items()]
    return AreasView(total=_area(area.code, total), items=items)


def _area(code: str, tally: Tally) -> AreaView:
    found = regions.get(code)
    return AreaView(
        region=code,
        name=found.name if found else code,
        stations=tally.stations,
        checked=tally.checked,
        meet={have: tally.meet[have] for have in codes.HAVES.codes},
        meet_all=tally.meet_all,
        met=tally.met,
        applied=tally.applied,
        percent=tally.percent,
        townships=tally.townships,
        covered=tally.covered,
    )
