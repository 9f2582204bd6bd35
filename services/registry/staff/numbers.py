"""Numbers of certificates: never kept, and still each belongs to one person.

Kept is a mark, HMAC-SHA256 of the number under a key of the installation: it tells whether two
numbers are the same and nothing else. Who claims a mark first has it; a claim whose person after
a while holds no such certificate (the process died in between) passes to the next who asks.
"""

from __future__ import annotations

import hmac
import unicodedata
from datetime import timedelta

from servicekit.aggregate import Aggregates
from servicekit.clock import Clock
from servicekit.database import Database, DuplicateKey
from servicekit.errors import NotFound
from servicekit.scope import EVERYWHERE
from servicekit.settings import Settings
from services.registry.staff.domain import Person
from services.registry.staff.refusals import NumbersOff, NumberTaken

SETTLED = timedelta(minutes=1)
"""A claim this old whose person has no such certificate will never be used."""
_EMBEDDED_KEY = "not a secret: for trying the suite"


class CertificateNumbers:
    def __init__(
        self, database: Database, people: Aggregates[Person], settings: Settings, clock: Clock
    ) -> None:
        self._claims = database.collection("certificate_numbers")
        self._people = people
        self._clock = clock
        embedded = settings.profile == "embedded"
        self._key = settings.number_key or (_EMBEDDED_KEY if embedded else "")

    def mark(self, number: str) -> str:
        """The same for every way of writing a number: width, case, spaces and hyphens aside.
        Raises NumbersOff."""
        if not self._key:
            raise NumbersOff(pointer="/number")
        plain = unicodedata.normalize("NFKC", number).upper()
        kept = "".join(char for char in plain if char.isalnum())
        return hmac.new(self._key.encode(), kept.encode(), "sha256").hexdigest()

    async def claim(self, number: str, person_id: str) -> str:
        """The mark of a number, which is this person's from now on. Raises NumberTaken."""
        mark, now = self.mark(number), self._clock.now()
        try:
            await self._claims.insert_one({"_id": mark, "person_id": person_id, "at": now})
        except DuplicateKey:
            await self._take_over(mark, person_id)
        return mark

    async def _take_over(self, mark: str, person_id: str) -> None:
        claim = await self._claims.find_one({"_id": mark})
        if claim is None or claim["person_id"] == person_id:
            return
        now, holder = self._clock.now(), claim["person_id"]
        if claim["at"] > now - SETTLED or await self._holds(holder, mark):
            raise NumberTaken(pointer="/number")
        moved = await self._claims.update_one(
            {"_id": mark, "person_id": holder}, {"$set": {"person_id": person_id, "at": now}}
        )
        if not moved.matched_count:
            raise NumberTaken(pointer="/number")

    async def _holds(self, person_id: str, mark: str) -> bool:
        try:
            person = (await self._people.load(person_id, EVERYWHERE)).state
        except NotFound:
            return False
        return any(certificate.mark == mark for certificate in person.certificates)
