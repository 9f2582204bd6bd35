"""How an organisation is shown."""

from __future__ import annotations

from datetime import date

from servicekit.aggregate import Stored
from servicekit.fields import View
from services.registry.organisations.activity import Activity
from services.registry.organisations.domain import Organisation


class Standing(View):
    """`blacklisted` today; `proposed`: a blacklisting waits for a second person."""

    blacklisted: bool
    proposed: bool
    ground: str | None
    until: date | None
    document: str | None
    appealed_on: date | None
    suspended_until: date | None

    @classmethod
    def of(cls, organisation: Organisation, today: date) -> Standing:
        listing = organisation.listing
        return cls(
            blacklisted=organisation.blacklisted(today),
            proposed=listing is not None and listing.confirmed_on is None,
            ground=listing.ground if listing else None,
            until=listing.until if listing else None,
            document=listing.document if listing else None,
            appealed_on=listing.appealed_on if listing else None,
            suspended_until=organisation.suspended_until,
        )


class ActivityView(View):
    """Derived from contracts: `state` registered, able, resident, zombie or exited."""

    state: str
    running_contracts: int
    stations: int
    last_on: date | None
    missing: tuple[str, ...]

    @classmethod
    def of(cls, activity: Activity) -> ActivityView:
        return cls(
            state=activity.state,
            running_contracts=activity.running,
            stations=activity.stations,
            last_on=activity.last_on,
            missing=activity.missing,
        )


class OrganisationView(View):
    id: str
    version: int
    region: str
    name: str
    kind: str
    filed_kind: str | None
    credit_code: str
    domains: tuple[str, ...]
    certified_staff: int
    inspected_year: int | None
    party_led: bool
    registered_on: date
    exited_on: date | None
    standing: Standing
    activity: ActivityView

    @classmethod
    def of(cls, stored: Stored[Organisation], activity: Activity, today: date) -> OrganisationView:
        organisation = stored.state
        facts = organisation.facts
        return cls(
            id=stored.id,
            version=stored.version,
            region=organisation.region,
            name=facts.name,
            kind=facts.kind,
            filed_kind=facts.filed_kind or None,
            credit_code=facts.credit_code,
            domains=facts.domains,
            certified_staff=facts.certified_staff,
            inspected_year=organisation.inspected_year or None,
            party_led=organisation.party_led,
            registered_on=organisation.registered_on,
            exited_on=organisation.exited_on,
            standing=Standing.of(organisation, today),
            activity=ActivityView.of(activity),
        )
