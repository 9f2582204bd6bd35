"""What a caller is shown of designations and their schemes."""

from __future__ import annotations

from datetime import date

from contracts.registry.designations import Scheme
from servicekit.fields import View
from services.registry.designations.domain import Designation
from services.registry.designations.schemes import Asked, Binding
from services.registry.stations.ladder import Stage


class DesignationView(View):
    """`version` is that of the county's register; `holds`: it does today."""

    id: str
    version: int
    station_id: str
    region: str
    kind: str
    level: str
    granted_on: date
    expires_on: date
    ended_on: date | None
    ending: str | None
    holds: bool
    features: list[str]
    criteria: list[str]
    document_number: str | None

    @classmethod
    def of(cls, designation: Designation, version: int, today: date) -> DesignationView:
        return cls(
            id=designation.id,
            version=version,
            station_id=designation.station_id,
            region=designation.region,
            kind=designation.kind,
            level=designation.level,
            granted_on=designation.granted_on,
            expires_on=designation.expires_on,
            ended_on=designation.ended_on,
            ending=designation.ending or None,
            holds=designation.holds(today),
            features=list(designation.features),
            criteria=list(designation.criteria),
            document_number=designation.document_number or None,
        )


class SchemeView(View):
    """What one area asks."""

    region: str
    version: int
    kind: str
    level: str
    per_county: int
    rung: Stage
    least_certified: int
    valid_months: int
    criteria: list[str]
    document_number: str
    clause: str

    @classmethod
    def of(cls, region: str, version: int, asked: Asked, scheme: Scheme) -> SchemeView:
        return cls(
            region=region,
            version=version,
            kind=asked[0],
            level=asked[1],
            per_county=scheme.per_county,
            rung=Stage(scheme.rung),
            least_certified=scheme.least_certified,
            valid_months=scheme.valid_months,
            criteria=list(scheme.criteria),
            document_number=scheme.document_number,
            clause=scheme.clause,
        )


class Required(View):
    """One requirement, and the document and clause it comes from."""

    what: str
    value: str | int
    document_number: str
    clause: str

    @classmethod
    def of(cls, what: str, value: str | int, scheme: Scheme) -> Required:
        return cls(
            what=what,
            value=value,
            document_number=scheme.document_number,
            clause=scheme.clause,
        )


class BindingView(View):
    """What binds in a county: the strictest of all that hold there. `held` of `per_county`."""

    county: str
    kind: str
    level: str
    per_county: int
    held: int
    requirements: list[Required]

    @classmethod
    def of(cls, county: str, asked: Asked, rules: Binding, held: int) -> BindingView:
        return cls(
            county=county,
            kind=asked[0],
            level=asked[1],
            per_county=rules.per_county.per_county,
            held=held,
            requirements=[
                Required.of("per_county", rules.per_county.per_county, rules.per_county),
                Required.of("rung", rules.rung.rung, rules.rung),
                Required.of("least_certified", rules.certified.least_certified, rules.certified),
                Required.of("valid_months", rules.validity.valid_months, rules.validity),
                *(
                    Required.of("criterion", criterion, scheme)
                    for criterion, scheme in rules.criteria.items()
                ),
            ],
        )
