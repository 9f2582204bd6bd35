"""Certificates by the number people write."""

from __future__ import annotations

from servicekit.aggregate import Stored
from services.volunteers.certificates.domain import Certificate
from services.volunteers.people.number import number_of


class Known:
    """A listener of the mirror of certificates."""

    def __init__(self) -> None:
        self._by_number: dict[str, Stored[Certificate]] = {}

    def hear(self, _before: Stored[Certificate] | None, after: Stored[Certificate]) -> None:
        self._by_number[_plain(number_of(after.id))] = after

    def by_number(self, number: str) -> Stored[Certificate] | None:
        return self._by_number.get(_plain(number))


def _plain(number: str) -> str:
    return number.upper().replace("-", "").replace(" ", "")
