"""Proofs over HTTP: the donor's page, and the opening of one step for an auditor."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from servicekit.aggregate import Aggregates, Stored
from servicekit.errors import NotFound
from servicekit.fields import Id, View
from servicekit.providing import provided
from servicekit.security import Actor, require
from services.charity.gifts.gift import Gift
from services.charity.gifts.moving import require_seen
from services.charity.gifts.views import AmountView
from services.charity.proofs.commitment import salt_of
from services.charity.proofs.proof import Step, county_of, fact_of, steps, told_persons
from services.charity.statements.books import StatementBooks
from services.charity.statements.line import Line

router = APIRouter(prefix="/api/charity/pledges", tags=["proofs 去向证明"])

Reader = Annotated[Actor, Depends(require("charity.pledges.read"))]
Auditor = Annotated[Actor, Depends(require("charity.openings.read"))]
Gifts = Annotated[Aggregates[Gift], Depends(provided(Aggregates[Gift]))]
Books = Annotated[StatementBooks, Depends(provided(StatementBooks))]


class StepView(View):
    """`commitment` and `chain`: keep them; whoever opens a step later must match them."""

    no: int
    on: str
    from_account: str | None
    to_account: str
    amount: AmountView
    county: str
    commitment: str
    chain: str

    @classmethod
    def of(cls, step: Step) -> StepView:
        return cls(
            no=step.no,
            on=step.on,
            from_account=step.source or None,
            to_account=step.target,
            amount=AmountView(amount_fen=step.amount_fen, quantity=step.quantity),
            county=step.county,
            commitment=step.commitment,
            chain=step.chain,
        )


class UseView(View):
    """One part: `persons` it served, null while unreported or too few to tell."""

    county: str
    amount: AmountView
    delivered: AmountView
    reported: bool
    persons: int | None


class ProofView(View):
    """`chain`: the last link, which stands for every step in order."""

    id: str
    pledged: AmountView
    accounts: dict[str, AmountView]
    steps: list[StepView]
    uses: list[UseView]
    chain: str | None


class OpeningView(View):
    """SHA-256 of `salt` (as bytes) and the canonical JSON of `fact` is the commitment."""

    no: int
    commitment: str
    salt: str
    fact: dict[str, Any]


@router.get("/{gift_id}/proof")
async def get_proof(gift_id: Id, actor: Reader, gifts: Gifts, books: Books) -> ProofView:
    """Promise → allocation → delivery → signature, by commitments."""
    stored = require_seen(actor, await gifts.load(gift_id, actor.scope))
    found = steps(await _lines(books, gift_id), stored.state.salt)
    return ProofView(
        id=gift_id,
        pledged=AmountView.of(stored.state.pledged),
        accounts={name: AmountView.of(a) for name, a in stored.state.accounts().items()},
        steps=[StepView.of(step) for step in found],
        uses=_uses(stored),
        chain=found[-1].chain if found else None,
    )


@router.get("/{gift_id}/proof/{no}")
async def get_opening(
    gift_id: Id, no: int, actor: Auditor, gifts: Gifts, books: Books
) -> OpeningView:
    """The salt and the fact behind one step, for whoever audits it."""
    stored = await gifts.load(gift_id, actor.scope)
    lines = await _lines(books, gift_id)
    if not 1 <= no <= len(lines):
        raise NotFound()
    line = lines[no - 1]
    salt = stored.state.salt
    return OpeningView(
        no=no,
        commitment=steps(lines, salt)[no - 1].commitment,
        salt=salt_of(salt, line.event_id),
        fact=dict(fact_of(line)),
    )


def _uses(stored: Stored[Gift]) -> list[UseView]:
    gift = stored.state
    return [
        UseView(
            county=county_of(part.region),
            amount=AmountView.of(part.amount),
            delivered=AmountView.of(gift.part("delivered", part.id)),
            reported=part.reported_on is not None,
            persons=told_persons(part.persons),
        )
        for part in gift.allocations
    ]


async def _lines(books: StatementBooks, gift_id: str) -> list[Line]:
    """All lines of a gift, oldest first; a gift has at most some thousands."""
    found = await books.read(gift_id, None, 10_000)
    return [line for _, line in reversed(found.lines)]
