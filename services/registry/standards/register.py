"""All rules in memory, and the rulebook of each day."""

from __future__ import annotations

from datetime import date

from servicekit.aggregate import Stored
from servicekit.errors import NotFound
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from services.registry.policies.register import PolicyRegister
from services.registry.standards.domain import Standing
from services.registry.standards.rule import Rule
from services.registry.standards.rulebook import Rulebook


class Standards:
    """The rules as they are set now; a rulebook of each day is kept until a rule changes."""

    def __init__(self, mirror: Mirror[Rule], policies: PolicyRegister) -> None:
        self._mirror = mirror
        self._policies = policies
        self._rules: dict[str, Rule] = {}
        self._books: dict[date, Rulebook] = {}
        mirror.tell(lambda _before, now: self._hear(now))

    def _hear(self, stored: Stored[Rule]) -> None:
        self._rules[stored.id] = stored.state
        self._books = {}

    def get(self, id_: str, scope: Scope) -> Stored[Rule]:
        """One that holds in a part of the scope (NotFound)."""
        found = self._mirror.get(id_)
        if found is None or not found.state.reaches(scope):
            raise NotFound()
        return found

    def found(self, scope: Scope) -> list[Stored[Rule]]:
        """Those that hold in a part of the scope, in order of id."""
        ids = sorted(id_ for id_, rule in self._rules.items() if rule.reaches(scope))
        return [stored for id_ in ids if (stored := self._mirror.get(id_))]

    def standing(self, today: date) -> Standing:
        return Standing(self._rules, self._policies.documents, today)

    def book(self, day: date) -> Rulebook:
        book = self._books.get(day)
        if book is None:
            self._books = {} if len(self._books) > 30 else self._books
            book = Rulebook(self._rules, self._policies.documents, day)
            self._books[day] = book
        return book
