"""All policy documents, in memory: who may see which, and how a rule cites one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from servicekit.aggregate import Stored
from servicekit.errors import NotFound
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from services.registry.policies.domain import NumberTaken, PolicyDocument, superseded_by
from services.registry.policies.number import is_complete


class PolicyRegister:
    def __init__(self, mirror: Mirror[PolicyDocument]) -> None:
        self._stored: dict[str, Stored[PolicyDocument]] = {}
        self._documents: dict[str, PolicyDocument] = {}
        mirror.tell(lambda _before, now: self._hear(now))

    def _hear(self, stored: Stored[PolicyDocument]) -> None:
        self._stored[stored.id] = stored
        self._documents[stored.id] = stored.state

    @property
    def documents(self) -> Mapping[str, PolicyDocument]:
        return self._documents

    def get(self, id_: str, scope: Scope) -> Stored[PolicyDocument]:
        """One that is in force in a part of the scope (NotFound)."""
        found = self._stored.get(id_)
        if found is None or not found.state.reaches(scope):
            raise NotFound()
        return found

    def found(
        self, scope: Scope, number: str | None, lacking: bool | None, day: date | None
    ) -> list[Stored[PolicyDocument]]:
        """Those of an area, in order of id; each filter is left out when it is None."""
        return [
            stored
            for id_, stored in sorted(self._stored.items())
            if stored.state.reaches(scope)
            and (number is None or number in stored.state.number)
            and (lacking is None or lacking == bool(stored.state.lacks))
            and (day is None or self.in_force(id_, day))
        ]

    def in_force(self, id_: str, day: date) -> bool:
        """Neither over, nor repealed, nor superseded on that day."""
        document = self._documents[id_]
        return document.in_force(day) and not superseded_by(id_, day, self._documents)

    def refuse_taken(self, number: str, but: str) -> None:
        """Raises NumberTaken when another document has this complete number."""
        taken = is_complete(number) and any(
            document.number == number for id_, document in self._documents.items() if id_ != but
        )
        if taken:
            raise NumberTaken(number=number)
