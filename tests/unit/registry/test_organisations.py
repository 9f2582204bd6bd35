"""Who may be given work: the credit code, the blacklist, and what contracts show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.problems import ContractError
from contracts.registry.organisations import (
    OrganisationBlacklisted,
    OrganisationCleared,
    OrganisationFacts,
    copied,
    refused,
)
from services.metrics.counting import deltas_of
from services.registry.organisations import domain
from services.registry.organisations import refusals as no
from services.registry.organisations.activity import activity_of
from services.registry.organisations.credit_code import credit_code
from services.registry.organisations.domain import Listing, Organisation
from tests.unit.registry.test_purchasing import a_contract, signed

TODAY = date(2026, 11, 24)
CODE = "52532501MJ0000001A"


def an_organisation(**changes: object) -> Organisation:
    facts = OrganisationFacts(
        name="益家社工中心", kind="social_work_agency", credit_code=CODE, certified_staff=3
    )
    known = Organisation(
        facts=facts, region="532501", registered_on=date(2020, 5, 1), inspected_year=2026
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def listing(**changes: object) -> Listing:
    known = Listing(ground="breach", document="云民发〔2026〕3号", evidence="", proposed_by="one")
    return replace(known, **changes)  # type: ignore[arg-type]


def blacklisted(until: date | None = None) -> Organisation:
    proposed, _ = domain.propose_blacklisting(an_organisation(), listing(until=until), TODAY)
    return domain.confirm_blacklisting(proposed, "two", TODAY)[0]


@pytest.mark.parametrize("text", [CODE, CODE.lower(), " ５２532501MJ0000001A "])
def test_a_credit_code_is_the_same_in_small_and_full_width_letters(text: str) -> None:
    assert credit_code(text) == CODE


@pytest.mark.parametrize("text", ["52532501MJ0000001B", "5253", "52532501MI0000001A", ""])
def test_a_credit_code_with_a_wrong_check_character_is_refused(text: str) -> None:
    with pytest.raises(ContractError, match="GB 32100"):
        credit_code(text)


def test_a_blacklisting_holds_only_once_another_person_confirms() -> None:
    proposed, _ = domain.propose_blacklisting(an_organisation(), listing(), TODAY)
    domain.require_allowed(proposed, TODAY)
    with pytest.raises(no.SamePerson):
        domain.confirm_blacklisting(proposed, "one", TODAY)
    confirmed, (event,) = domain.confirm_blacklisting(proposed, "two", TODAY)
    assert isinstance(event, OrganisationBlacklisted)
    with pytest.raises(no.Blacklisted):
        domain.require_allowed(confirmed, TODAY)


def test_a_blacklisted_body_gets_no_contract() -> None:
    with pytest.raises(no.Blacklisted):
        domain.commit(blacklisted(), "contract", TODAY)


def test_what_was_committed_before_stays_and_is_said_once() -> None:
    committed, events = domain.commit(an_organisation(), "contract", TODAY)
    assert [type(e).__name__ for e in events] == ["OrganisationCommitted", "OrganisationEngaged"]
    assert domain.commit(committed, "contract", TODAY) == (committed, [])
    assert len(domain.commit(committed, "another", TODAY)[1]) == 1


def test_a_term_ends_by_itself_here_and_in_every_copy() -> None:
    until = TODAY + timedelta(days=30)
    known = blacklisted(until)
    assert known.blacklisted(until)
    assert not known.blacklisted(until + timedelta(days=1))
    domain.require_allowed(known, until + timedelta(days=1))
    assert refused("blacklisted", until.isoformat(), until)
    assert not refused("blacklisted", until.isoformat(), until + timedelta(days=1))
    assert refused("blacklisted", "", date(2099, 1, 1))


@pytest.mark.parametrize("days", [0, -1, 6 * 366])
def test_a_term_lies_ahead_and_within_five_years(days: int) -> None:
    until = TODAY + timedelta(days=days)
    with pytest.raises(no.TermInvalid):
        domain.propose_blacklisting(an_organisation(), listing(until=until), TODAY)


def test_an_appeal_is_decided_by_another_than_the_proposer_and_upheld_clears_at_once() -> None:
    appealed, _ = domain.file_appeal(blacklisted(), TODAY)
    with pytest.raises(no.AppealOpen):
        domain.file_appeal(appealed, TODAY)
    with pytest.raises(no.SamePerson):
        domain.decide_appeal(appealed, True, "one", TODAY)
    cleared, (event,) = domain.decide_appeal(appealed, True, "two", TODAY)
    assert isinstance(event, OrganisationCleared)
    domain.require_allowed(cleared, TODAY)


def test_a_rejected_appeal_changes_nothing_and_may_be_filed_again() -> None:
    appealed, _ = domain.file_appeal(blacklisted(), TODAY)
    rejected, _ = domain.decide_appeal(appealed, False, "two", TODAY)
    assert rejected.blacklisted(TODAY)
    assert domain.file_appeal(rejected, TODAY)[1]


def test_a_suspended_body_gets_nothing_new_until_the_day_after() -> None:
    until = TODAY + timedelta(days=10)
    known, _ = domain.suspend(an_organisation(), "breach", until, TODAY)
    with pytest.raises(no.Suspended):
        domain.commit(known, "c", until)
    assert domain.commit(known, "c", until + timedelta(days=1))[1]
    lifted, _ = domain.lift(known, TODAY)
    domain.require_allowed(lifted, TODAY)


def test_who_has_exited_gets_nothing_and_changes_nothing() -> None:
    gone, _ = domain.exit_(an_organisation(), "dissolved", TODAY)
    with pytest.raises(no.Exited):
        domain.commit(gone, "c", TODAY)
    with pytest.raises(no.Exited):
        domain.change_facts(gone, an_organisation(), TODAY)


def test_the_credit_code_stays_whatever_else_changes() -> None:
    other = an_organisation(
        facts=OrganisationFacts(name="新名", kind="social_work_agency", credit_code="other")
    )
    changed, _ = domain.change_facts(an_organisation(), other, TODAY)
    assert (changed.facts.name, changed.facts.credit_code) == ("新名", CODE)


def test_a_copy_follows_from_registration_to_clearing() -> None:
    copy: dict[str, object] = {}
    known, events = domain.register(an_organisation(), TODAY)
    for decide in (
        lambda k: domain.propose_blacklisting(k, listing(), TODAY),
        lambda k: domain.confirm_blacklisting(k, "two", TODAY),
    ):
        for event in events:
            copy |= copied(event)
        known, events = decide(known)
    assert copy["standing"] == "good"
    copy |= copied(events[0])
    assert copy["standing"] == "blacklisted"
    copy |= copied(domain.lift(known, TODAY)[1][0])
    assert (copy["standing"], copy["name"]) == ("good", "益家社工中心")


def test_agencies_are_a_stock_and_the_newly_registered_a_flow() -> None:
    _, (event,) = domain.register(an_organisation(), TODAY)
    assert [(c.indicator, d) for c, d in deltas_of(event)] == [
        ("agencies", 1),
        ("agencies_registered", 1),
    ]
    _, (gone,) = domain.exit_(an_organisation(), "dissolved", TODAY)
    assert [(c.indicator, d) for c, d in deltas_of(gone)] == [("agencies", -1)]


def test_an_agency_with_a_running_contract_at_stations_is_resident() -> None:
    running = signed(a_contract(station_ids=("s1", "s2")))
    found = activity_of(an_organisation(), [running], TODAY)
    assert (found.state, found.stations) == ("resident", 2)


def test_a_body_without_any_activity_for_a_year_is_a_zombie() -> None:
    assert activity_of(an_organisation(), [], TODAY).state == "zombie"
    young = an_organisation(registered_on=TODAY - timedelta(days=365))
    assert activity_of(young, [], TODAY).state == "able"
    old_work = replace(signed(a_contract()), stage="ended", last_activity_on=date(2026, 1, 1))
    assert activity_of(an_organisation(), [old_work], TODAY).state == "able"
    assert activity_of(an_organisation(), [old_work], TODAY, days=90).state == "zombie"


def test_who_lacks_staff_inspection_or_standing_is_registered_but_not_able() -> None:
    facts = OrganisationFacts(name="x", kind="social_work_agency", credit_code=CODE)
    poor = an_organisation(facts=facts, inspected_year=2020, registered_on=date(2026, 1, 2))
    assert activity_of(poor, [], TODAY).missing == ("certified_staff",)
    old = replace(poor, registered_on=date(2025, 12, 31))
    found = activity_of(old, [], TODAY)
    assert (found.state, found.missing) == ("registered", ("certified_staff", "inspection"))
