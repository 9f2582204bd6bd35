"""What a donor is shown of their gift: every step, how far it has come, never to whom. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from contracts import regions
from services.charity.proofs.commitment import Fact, chained, commit, salt_of
from services.charity.statements.line import Line

SMALL = 5
"""Fewer people than this are not told as a number: who they are could be guessed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`county`: where, no nearer than the county; `commitment` holds the rest."""

    no: int
    on: str
    source: str
    target: str
    amount_fen: int
    quantity: int
    county: str
    commitment: str
    chain: str


def steps(lines: Sequence[Line], gift_salt: str) -> list[Step]:
    """`lines` of one gift, oldest first."""
    links = chained(commit(salt_of(gift_salt, ln.event_id), fact_of(ln)) for ln in lines)
    return [
        Step(
            no=no,
            on=line.on.isoformat(),
            source=line.source,
            target=line.target,
            amount_fen=line.amount_fen,
            quantity=line.quantity,
            county=county_of(line.region),
            commitment=link.commitment,
            chain=link.chain,
        )
        for no, (line, link) in enumerate(zip(lines, links, strict=True), 1)
    ]


def fact_of(line: Line) -> Fact:
    """The whole of what happened, as it is committed to and, to an auditor, opened."""
    return {**asdict(line), "on": line.on.isoformat()}


def county_of(region: str) -> str:
    """The county of a township or community; what is larger stays as it is."""
    return region if len(region) <= 6 else regions.require(region[:6]).code


def told_persons(persons: int) -> int | None:
    """None for a number too small to tell."""
    return persons if persons >= SMALL else None
