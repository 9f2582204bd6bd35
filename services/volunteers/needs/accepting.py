"""One volunteer accepted for one need: two documents, no transaction, no way to be booked twice.

    1. the need holds a place          decides the seats: held + accepted ≤ places
    2. the volunteer books the time    decides the calendar: no two bookings overlap
    3. the need accepts the held place — or releases it, when 2 was refused

A process may be killed or paused anywhere, and anybody may finish what it began: each step names
the number of the hold, a hold that is gone never comes back, and a booking is only ever given
back by somebody who has seen its hold gone. See services/volunteers/README.md for the argument.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

import structlog

from servicekit.aggregate import Aggregates, Command
from servicekit.clock import Clock
from servicekit.errors import Conflict
from servicekit.scope import EVERYWHERE, Scope
from services.volunteers.needs.domain import (
    Need,
    Place,
    PlaceGone,
    accept_volunteer,
    hold_place,
    release_place,
    withdraw_volunteer,
)
from services.volunteers.people.domain import (
    Booking,
    DoubleBooked,
    HoldPassed,
    NotScreened,
    Volunteer,
    book,
    require_free,
    unbook,
)

"""What a caller began within their scope is finished wherever the other document lies."""
STALE = timedelta(seconds=5)
"""A place held for longer belongs to a request that was stopped: anybody finishes it."""

log = structlog.get_logger(__name__)


class Accepting:
    """The steps over the two stores; each method may be repeated by anybody at any time."""

    def __init__(
        self,
        needs: Aggregates[Need],
        people: Aggregates[Volunteer],
        clock: Clock,
        stale: timedelta = STALE,
    ) -> None:
        self.needs = needs
        self._people = people
        self._clock = clock
        self._stale = stale

    async def accept(
        self, need_id: str, volunteer_id: str, scope: Scope, attempt: str, command: Command
    ) -> Place:
        """The accepted place; `attempt` identifies the request, so that its repeat is known.

        Raises NotFound, AlreadyRegistered, TooLate, ShiftFull, NotScreened, DoubleBooked.
        """
        volunteer = (await self._people.load(volunteer_id, scope)).state
        need = (await self.needs.load(need_id, scope)).state
        if self._stopped(need):
            await self.settle_stale(need_id)
            need = (await self.needs.load(need_id, scope)).state
        await self._refuse_early(need_id, need, volunteer_id, volunteer, attempt)
        held = await self.needs.change(
            need_id,
            scope,
            command,
            lambda need: hold_place(need, volunteer_id, attempt, self._clock.now()),
        )
        hold = held.state.taken[volunteer_id].hold
        return await self.settle(need_id, held.state, volunteer_id, hold)

    async def withdraw(
        self, need_id: str, volunteer_id: str, scope: Scope, command: Command
    ) -> None:
        """Give a place back: first the need's, then the time (NotFound, TooLate)."""
        await self._people.load(volunteer_id, scope)
        await self.needs.change(
            need_id,
            scope,
            command,
            lambda need: withdraw_volunteer(need, volunteer_id, self._clock.now()),
        )
        await self.free(need_id, [volunteer_id])

    async def free(self, need_id: str, volunteers: Iterable[str]) -> None:
        """Give back the time of those who have no place in the need any more."""
        for volunteer_id in volunteers:
            volunteer = (await self._people.load(volunteer_id, EVERYWHERE)).state
            booking = volunteer.booking_for(need_id)
            if booking is not None:
                await self._given_back(volunteer_id, booking)

    async def settle_stale(self, need_id: str) -> None:
        """Finish every place of a need that somebody holds for too long: they were stopped."""
        need = (await self.needs.load(need_id, EVERYWHERE)).state
        for volunteer_id, place in self._stopped(need):
            try:
                await self.settle(need_id, need, volunteer_id, place.hold)
            except (DoubleBooked, NotScreened, Conflict) as refusal:
                log.info("place_released", code=refusal.code)

    async def settle(self, need_id: str, need: Need, volunteer_id: str, hold: int) -> Place:
        """Book the time for a hold and accept it, or release it and raise what refused it."""
        try:
            await self._book(volunteer_id, _booking(need_id, need, hold))
        except (DoubleBooked, NotScreened, HoldPassed) as refusal:
            place = await self._release(need_id, volunteer_id, hold, refusal.code)
            if place is None or place.hold != hold:
                raise
            return place  # somebody else found the time free and accepted it
        try:
            return await self._accept(need_id, volunteer_id, hold)
        except PlaceGone:
            await self._unbook(volunteer_id, need_id, hold)
            raise

    async def _refuse_early(
        self, need_id: str, need: Need, volunteer_id: str, volunteer: Volunteer, attempt: str
    ) -> None:
        """What can be seen not to fit writes nothing and takes no place from others."""
        if volunteer_id in need.taken:
            return
        hold_place(need, volunteer_id, attempt, self._clock.now())
        try:
            require_free(volunteer, _booking(need_id, need, hold=0))
        except DoubleBooked as refusal:
            if not await self._given_back(volunteer_id, refusal.booking):
                raise

    def _stopped(self, need: Need) -> list[tuple[str, Place]]:
        return need.held_before(self._clock.now() - self._stale)

    async def _book(self, volunteer_id: str, booking: Booking) -> None:
        while True:
            try:
                await self._people.change(
                    volunteer_id,
                    EVERYWHERE,
                    one_step(),
                    lambda volunteer: book(volunteer, booking, self._clock.now()),
                )
                return
            except DoubleBooked as refusal:
                if not await self._given_back(volunteer_id, refusal.booking):
                    raise

    async def _given_back(self, volunteer_id: str, booking: Booking) -> bool:
        """Give a booking back whose hold is gone: its owner was stopped before it could."""
        need = (await self.needs.load(booking.need_id, EVERYWHERE)).state
        place = need.taken.get(volunteer_id)
        if place is not None and place.hold == booking.hold:
            return False
        await self._unbook(volunteer_id, booking.need_id, booking.hold)
        return True

    async def _accept(self, need_id: str, volunteer_id: str, hold: int) -> Place:
        need = await self.needs.change(
            need_id,
            EVERYWHERE,
            one_step(),
            lambda need: accept_volunteer(need, volunteer_id, hold, self._clock.today()),
        )
        return need.state.taken[volunteer_id]

    async def _release(
        self, need_id: str, volunteer_id: str, hold: int, reason: str
    ) -> Place | None:
        need = await self.needs.change(
            need_id,
            EVERYWHERE,
            one_step(),
            lambda need: release_place(need, volunteer_id, hold, reason, self._clock.today()),
        )
        return need.state.taken.get(volunteer_id)

    async def _unbook(self, volunteer_id: str, need_id: str, hold: int) -> None:
        await self._people.change(
            volunteer_id,
            EVERYWHERE,
            one_step(),
            lambda volunteer: unbook(volunteer, need_id, hold, self._clock.today()),
        )


def _booking(need_id: str, need: Need, hold: int) -> Booking:
    return Booking(need_id=need_id, hold=hold, window=need.window, minors=need.minors)


def one_step() -> Command:
    """A key of its own: a step is repeated safely because of what it says, not of its key."""
    key = uuid4().hex
    return Command(key=key, fingerprint=key)
