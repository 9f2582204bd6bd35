"""What an audit found about a part: scattered, diverted, withheld; and its being put right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from contracts.charity.gifts import GiftFindingCleared, GiftFindingRaised
from services.charity.gifts.gift import Change, Finding, Gift, done, once, told_of
from services.charity.gifts.refusals import FindingOpen, NoFinding


def raise_finding(
    gift: Gift, allocation_id: str, kind: str, document: str, attempt: str, today: date
) -> Change:
    """`kind`: scattered | diverted | withheld; `document`: the audit's number (NotFound,
    FindingOpen)."""
    asked = f"finding {allocation_id} {kind}"
    if once(gift, attempt, asked):
        return gift, []
    part = gift.allocation(allocation_id)
    if part.finding is not None and part.finding.cleared_on is None:
        raise FindingOpen(on=part.finding.on)
    found = Finding(kind=kind, document=document, on=today)
    after = gift.with_allocation(replace(part, finding=found))
    event = told_of(GiftFindingRaised, gift, part, part.amount, today, finding=kind)
    return done(after, attempt, asked, event)


def clear_finding(gift: Gift, allocation_id: str, attempt: str, today: date) -> Change:
    """Put right, and checked again (NotFound, NoFinding)."""
    asked = f"clear {allocation_id}"
    if once(gift, attempt, asked):
        return gift, []
    part = gift.allocation(allocation_id)
    if part.finding is None or part.finding.cleared_on is not None:
        raise NoFinding()
    cleared = replace(part.finding, cleared_on=today)
    after = gift.with_allocation(replace(part, finding=cleared))
    kind = part.finding.kind
    event = told_of(GiftFindingCleared, gift, part, part.amount, today, finding=kind)
    return done(after, attempt, asked, event)
