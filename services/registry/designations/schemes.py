"""Who may become a demonstration site or a pilot: schemes, as data, per area. Pure.

A scheme names a ceiling per county, the rung, the criteria, and the document that says so. An
area below may only tighten: fewer, further, more. What binds in a county is the strictest of all
that hold there, each requirement citing its own document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from contracts import regions
from contracts.registry.designations import Scheme, SchemeSet
from services.registry.designations.refusals import LooserThanAbove, SchemeMissing
from services.registry.stations.ladder import Stage

_NAMESPACE = UUID("0c3b5a0e-7df1-5f0a-8d0d-2a6a4c1e9b55")
Asked = tuple[str, str]
"""(kind, level) of a designation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaScheme:
    """What one area asks of designations of this kind and level; None before it is set."""

    region: str
    kind: str
    level: str
    scheme: Scheme | None = None


Change = tuple[AreaScheme, list[SchemeSet]]
Schemes = Mapping[tuple[str, str, str], Scheme]
"""By (region, kind, level)."""


def scheme_id(region: str, kind: str, level: str) -> str:
    return str(uuid5(_NAMESPACE, f"{region}/{kind}/{level}"))


@dataclass(frozen=True, slots=True)
class Binding:
    """What binds in a county, and which scheme asks for it."""

    per_county: Scheme
    rung: Scheme
    certified: Scheme
    validity: Scheme
    criteria: Mapping[str, Scheme]


def set_scheme(area: AreaScheme, scheme: Scheme, known: Schemes, today: date) -> Change:
    """Raises LooserThanAbove when an area above asks for more."""
    if scheme == area.scheme:
        return area, []
    above = [code.code for code in regions.ancestors(area.region)]
    held = _holding(above, (area.kind, area.level), known)
    if held:
        _refuse_looser(scheme, _strictest(held))
    event = SchemeSet(
        region=area.region,
        occurred_on=today,
        kind=area.kind,
        level=area.level,
        now=scheme,
        was=area.scheme,
    )
    changed = AreaScheme(region=area.region, kind=area.kind, level=area.level, scheme=scheme)
    return changed, [event]


def binding(region: str, asked: Asked, known: Schemes) -> Binding:
    """Raises SchemeMissing: without a scheme there is nothing to be designated by."""
    here = [region, *(above.code for above in regions.ancestors(region))]
    held = _holding(here, asked, known)
    if not held:
        raise SchemeMissing(pointer="/kind")
    return _strictest(held)


def _holding(areas: Iterable[str], asked: Asked, known: Schemes) -> list[Scheme]:
    """Lowest area first."""
    return [known[key] for area in areas if (key := (area, *asked)) in known]


def _strictest(held: list[Scheme]) -> Binding:
    """Where two ask for as much, the one set higher up is cited."""
    from_above = held[::-1]
    criteria: dict[str, Scheme] = {}
    for scheme in from_above:
        for criterion in scheme.criteria:
            criteria.setdefault(criterion, scheme)
    return Binding(
        per_county=min(from_above, key=lambda scheme: scheme.per_county),
        rung=max(from_above, key=lambda scheme: Stage(scheme.rung).height),
        certified=max(from_above, key=lambda scheme: scheme.least_certified),
        validity=min(from_above, key=lambda scheme: scheme.valid_months),
        criteria=criteria,
    )


def _refuse_looser(scheme: Scheme, above: Binding) -> None:
    if scheme.per_county > above.per_county.per_county:
        raise LooserThanAbove.of(above.per_county, "/per_county")
    if Stage(scheme.rung).height < Stage(above.rung.rung).height:
        raise LooserThanAbove.of(above.rung, "/rung")
    if scheme.least_certified < above.certified.least_certified:
        raise LooserThanAbove.of(above.certified, "/least_certified")
    if scheme.valid_months > above.validity.valid_months:
        raise LooserThanAbove.of(above.validity, "/valid_months")
    for criterion, asking in above.criteria.items():
        if criterion not in scheme.criteria:
            raise LooserThanAbove.of(asking, "/criteria")
