"""Contracts over HTTP: draft, sign, accept, pay, amend, end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Query

from servicekit.aggregate import Aggregates, Command
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Id
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import listed
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.registry.organisations.domain import Organisation, commit, require_allowed
from services.registry.purchasing import domain
from services.registry.purchasing.bodies import Accept, Amend, DraftContract, End, Pay
from services.registry.purchasing.domain import Contract
from services.registry.purchasing.rules import require_purchaser
from services.registry.purchasing.views import ContractView

router = APIRouter(prefix="/api/registry/contracts", tags=["contracts 合同"])

Reader = Annotated[Actor, Depends(require("registry.contracts.read"))]
Writer = Annotated[Actor, Depends(require("registry.contracts.write"))]
Contracts = Annotated[Aggregates[Contract], Depends(provided(Aggregates[Contract]))]
Organisations = Annotated[Aggregates[Organisation], Depends(provided(Aggregates[Organisation]))]

"""A contractor may be registered in another county than the one that purchases."""


class ContractChange:
    def __init__(
        self, contract_id: Id, contracts: Contracts, attempt: Attempt, version: IfMatch, clock: Now
    ) -> None:
        self.id = contract_id
        self.contracts = contracts
        self._attempt = attempt
        self._version = version
        self.today = clock.today()

    async def __call__(
        self, actor: Actor, decide: Callable[[Contract], domain.Change]
    ) -> ContractView:
        by = command(self._attempt, actor, self._version)
        saved = await self.contracts.change(self.id, actor.scope, by, decide)
        return ContractView.of(saved, self.today)


Changing = Annotated[ContractChange, Depends()]


@router.post("", status_code=201)
async def post_contract(
    body: DraftContract,
    actor: Writer,
    contracts: Contracts,
    organisations: Organisations,
    attempt: Attempt,
    clock: Now,
) -> ContractView:
    """Draft a contract within the rules of purchasing; a blacklisted body is refused at once."""
    purchaser = (await organisations.load(body.purchaser_id, actor.scope)).state
    require_purchaser(purchaser.facts.kind, purchaser.region)
    contractor = (await organisations.load(body.contractor_id, EVERYWHERE)).state
    require_allowed(contractor, clock.today())
    decision = domain.draft(body.contract(purchaser.region), clock.today())
    created = await contracts.create(
        attempt.id(actor.subject), purchaser.region, decision, command(attempt, actor)
    )
    return ContractView.of(created, clock.today())


@router.get("")
async def get_contracts(
    actor: Reader,
    contracts: Contracts,
    paging: Paging,
    clock: Now,
    region: RegionAsked = None,
    contractor_id: Annotated[Id | None, Query()] = None,
    stage: Annotated[str | None, Query(pattern="^(draft|signed|ended)$")] = None,
) -> Page[ContractView]:
    """Contracts of purchasers of the caller's area, in order of id."""
    wanted = {"state.contractor_id": contractor_id, "state.stage": stage}
    scope, today = actor.scope.narrowed(region), clock.today()
    return await listed(contracts, scope, wanted, paging, lambda s: ContractView.of(s, today))


@router.get("/{contract_id}")
async def get_contract(
    contract_id: Id, actor: Reader, contracts: Contracts, clock: Now
) -> ContractView:
    return ContractView.of(await contracts.load(contract_id, actor.scope), clock.today())


@router.post("/{contract_id}/sign")
async def post_sign(actor: Writer, change: Changing, organisations: Organisations) -> ContractView:
    """The contractor's own document allows the award first, in a write that a blacklisting
    excludes; then it is signed. A repeat finishes what was interrupted."""
    drafted = (await change.contracts.load(change.id, actor.scope)).state
    if drafted.stage == "draft":
        await organisations.change(
            drafted.contractor_id,
            EVERYWHERE,
            _step(),
            lambda known: commit(known, change.id, change.today),
        )
    return await change(actor, lambda contract: domain.sign(contract, change.today))


@router.post("/{contract_id}/accept")
async def post_accept(body: Accept, actor: Writer, change: Changing) -> ContractView:
    """So much more of a deliverable is found right."""
    return await change(
        actor, lambda c: domain.accept(c, body.deliverable, body.quantity, change.today)
    )


@router.post("/{contract_id}/pay")
async def post_pay(body: Pay, actor: Writer, change: Changing) -> ContractView:
    """A milestone, once, and only for what is accepted."""
    return await change(actor, lambda c: domain.pay(c, body.milestone, change.today))


@router.post("/{contract_id}/amend")
async def post_amend(body: Amend, actor: Writer, change: Changing) -> ContractView:
    """Other milestones for what is not paid yet, or another end."""
    return await change(
        actor,
        lambda c: domain.amend(c, body.unpaid(), body.ends_on or c.ends_on, change.today),
    )


@router.post("/{contract_id}/end")
async def post_end(body: End, actor: Writer, change: Changing) -> ContractView:
    return await change(actor, lambda c: domain.end(c, body.reason, change.today))


def _step() -> Command:
    """A key of its own: a commitment is repeated safely because of what it says."""
    key = uuid4().hex
    return Command(key=key, fingerprint=key)
