"""An organisation: who it is, and whether it may be given work. Pure.

Its standing is decided here and nowhere else: an award is first committed on the organisation's
own document, in one conditional write that a blacklisting excludes, and only then signed.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from contracts.registry.organisations import (
    AppealFiled,
    AppealRejected,
    BlacklistingProposed,
    OrganisationBlacklisted,
    OrganisationChanged,
    OrganisationCleared,
    OrganisationCommitted,
    OrganisationEngaged,
    OrganisationEvent,
    OrganisationExited,
    OrganisationFacts,
    OrganisationRegistered,
    OrganisationSuspended,
)
from services.registry.organisations.refusals import (
    AlreadyBlacklisted,
    AppealOpen,
    Blacklisted,
    Exited,
    NoAppeal,
    NotBlacklisted,
    NotProposed,
    SamePerson,
    Suspended,
    TermInvalid,
)

LONGEST_TERM = timedelta(days=5 * 366)
_NAMESPACE = uuid.UUID("1d0d3c50-3d0c-5f7e-8f4b-7a5f0f2f9b11")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A blacklisting: proposed by one person, confirmed by another, for a term or without.

    `document` is the decision's number 文号; `evidence` the SHA-256 of what it rests on.
    """

    ground: str
    document: str
    evidence: str
    proposed_by: str
    until: date | None = None
    confirmed_on: date | None = None
    appealed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """`inspected_year`: the last year whose inspection 年检 it passed; `commitments`: the
    contracts awarded to it."""

    facts: OrganisationFacts
    region: str
    registered_on: date
    inspected_year: int = 0
    party_led: bool = False
    listing: Listing | None = None
    suspended_until: date | None = None
    exited_on: date | None = None
    commitments: tuple[str, ...] = ()

    def blacklisted(self, on: date) -> bool:
        """Confirmed, and its term not over; it ends by itself."""
        listing = self.listing
        if listing is None or listing.confirmed_on is None:
            return False
        return listing.until is None or on <= listing.until

    def suspended(self, on: date) -> bool:
        return self.suspended_until is not None and on <= self.suspended_until


Change = tuple[Organisation, list[OrganisationEvent]]


def organisation_id(credit_code: str) -> str:
    """One code, one organisation, wherever it is registered."""
    return str(uuid.uuid5(_NAMESPACE, credit_code))


def register(organisation: Organisation, today: date) -> Change:
    event = OrganisationRegistered(**_about(organisation, today), facts=organisation.facts)
    return organisation, [event]


def change_facts(organisation: Organisation, to: Organisation, today: date) -> Change:
    """Another name, other domains, other staff; the credit code stays what it is."""
    _require_there(organisation)
    facts = replace_code(to.facts, organisation.facts.credit_code)
    after = replace(
        organisation, facts=facts, inspected_year=to.inspected_year, party_led=to.party_led
    )
    if after == organisation:
        return organisation, []
    event = OrganisationChanged(**_about(after, today), was=organisation.facts, now=facts)
    return after, [event]


def require_allowed(organisation: Organisation, on: date) -> None:
    """May it be given new work? Raises Exited, Blacklisted or Suspended."""
    _require_there(organisation)
    if organisation.blacklisted(on):
        until = organisation.listing.until if organisation.listing else None
        raise Blacklisted(until=until or "不定期 / no end")
    if organisation.suspended(on):
        raise Suspended(until=organisation.suspended_until)


def commit(organisation: Organisation, contract_id: str, today: date) -> Change:
    """Its award of a contract is allowed; said once for each contract."""
    if contract_id in organisation.commitments:
        return organisation, []
    require_allowed(organisation, today)
    after = replace(organisation, commitments=(*organisation.commitments, contract_id))
    about = _about(organisation, today)
    events: list[OrganisationEvent] = [OrganisationCommitted(**about, contract_id=contract_id)]
    if not organisation.commitments:
        events.append(OrganisationEngaged(**about))
    return after, events


def propose_blacklisting(organisation: Organisation, listing: Listing, today: date) -> Change:
    _require_there(organisation)
    pending = organisation.listing is not None and organisation.listing.confirmed_on is None
    if pending or organisation.blacklisted(today):
        raise AlreadyBlacklisted()
    if listing.until is not None:
        _require_term(listing.until, today)
    event = BlacklistingProposed(**_about(organisation, today), ground=listing.ground)
    return replace(organisation, listing=listing), [event]


def confirm_blacklisting(organisation: Organisation, by: str, today: date) -> Change:
    """Another person confirms: from now on it is refused everywhere."""
    listing = organisation.listing
    if listing is None or listing.confirmed_on is not None:
        raise NotProposed()
    if listing.proposed_by == by:
        raise SamePerson()
    event = OrganisationBlacklisted(
        **_about(organisation, today),
        ground=listing.ground,
        document=listing.document,
        until=listing.until,
    )
    return replace(organisation, listing=replace(listing, confirmed_on=today)), [event]


def file_appeal(organisation: Organisation, today: date) -> Change:
    listing = _require_listed(organisation, today)
    if listing.appealed_on is not None:
        raise AppealOpen()
    after = replace(organisation, listing=replace(listing, appealed_on=today))
    return after, [AppealFiled(**_about(organisation, today))]


def decide_appeal(organisation: Organisation, upheld: bool, by: str, today: date) -> Change:
    """Upheld: it is cleared at once. Rejected: it stays, and may appeal again."""
    listing = _require_listed(organisation, today)
    if listing.appealed_on is None:
        raise NoAppeal()
    if listing.proposed_by == by:
        raise SamePerson()
    about = _about(organisation, today)
    if upheld:
        return replace(organisation, listing=None), [
            OrganisationCleared(**about, reason="appeal_upheld")
        ]
    rejected = replace(organisation, listing=replace(listing, appealed_on=None))
    return rejected, [AppealRejected(**about)]


def suspend(organisation: Organisation, ground: str, until: date, today: date) -> Change:
    _require_there(organisation)
    _require_term(until, today)
    event = OrganisationSuspended(**_about(organisation, today), ground=ground, until=until)
    return replace(organisation, suspended_until=until), [event]


def lift(organisation: Organisation, today: date) -> Change:
    """End a suspension or a blacklisting before its term."""
    if not (organisation.blacklisted(today) or organisation.suspended(today)):
        raise NotBlacklisted()
    event = OrganisationCleared(**_about(organisation, today), reason="lifted")
    return replace(organisation, listing=None, suspended_until=None), [event]


def exit_(organisation: Organisation, reason: str, today: date) -> Change:
    _require_there(organisation)
    state = "engaged" if organisation.commitments else "filed"
    event = OrganisationExited(**_about(organisation, today), reason=reason, state=state)
    return replace(organisation, exited_on=today), [event]


def replace_code(facts: OrganisationFacts, credit_code: str) -> OrganisationFacts:
    return OrganisationFacts(
        **{name: getattr(facts, name) for name in facts.__struct_fields__ if name != "credit_code"},
        credit_code=credit_code,
    )


def _require_there(organisation: Organisation) -> None:
    if organisation.exited_on is not None:
        raise Exited()


def _require_listed(organisation: Organisation, today: date) -> Listing:
    if organisation.listing is None or not organisation.blacklisted(today):
        raise NotBlacklisted()
    return organisation.listing


def _require_term(until: date, today: date) -> None:
    if not today < until <= today + LONGEST_TERM:
        raise TermInvalid(today=today, pointer="/until")


def _about(organisation: Organisation, today: date) -> dict[str, Any]:
    facts = organisation.facts
    return {"region": organisation.region, "occurred_on": today, "kind": facts.kind}
