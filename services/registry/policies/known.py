"""The policy documents a fresh register starts with: those the half-year reports of 2022 name.

`documents.csv` is versioned data: a row is never edited, a later one gets a later `since`. What
the reports do not say, a title or a serial, is left empty, and the document is marked as lacking
it. A report or speech that states a rule without naming a document is entered as what it is.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from servicekit.aggregate import Aggregates, Command
from servicekit.clock import Clock
from services.registry.policies.domain import PolicyDocument, policy_id, register_policy
from services.registry.policies.number import is_complete


@dataclass(frozen=True, slots=True)
class Known:
    since: int
    key: str
    document: PolicyDocument

    @property
    def id(self) -> str:
        number = self.document.number
        return policy_id(number if is_complete(number) else self.key)


@lru_cache(maxsize=1)
def known_policies() -> dict[str, Known]:
    """By key."""
    with (files(__package__) / "documents.csv").open(encoding="utf-8") as lines:
        return {row["key"]: _known(row) for row in csv.DictReader(lines)}


def _known(row: dict[str, str]) -> Known:
    begin = row["valid_from"]
    document = PolicyDocument(
        number=row["number"],
        title=row["title"],
        issuer=row["issuer"],
        region=row["region"],
        valid_from=date.fromisoformat(begin) if begin else None,
    )
    return Known(int(row["since"]), row["key"], document)


class KnownPolicies:
    """A component: enters those that are not there yet, as events like any other."""

    def __init__(self, policies: Aggregates[PolicyDocument], clock: Clock) -> None:
        self._policies = policies
        self._clock = clock

    async def start(self) -> None:
        today = self._clock.today()
        for version in sorted({known.since for known in known_policies().values()}):
            new = [
                (known.id, known.document.region, register_policy(known.document, today))
                for known in known_policies().values()
                if known.since == version
            ]
            name = f"known policies {version}"
            await self._policies.create_many(new, Command(key=name, fingerprint=name))

    async def stop(self) -> None:
        """Nothing runs on."""
