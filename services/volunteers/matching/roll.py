"""The roll: everybody in memory, in columns and bits, kept in step one person at a time.

Rows of one county fill whole blocks, the best settled score first, with room for newcomers. So a
filter is a few passes over bits, and a block whose best possible score is too low is never looked
at. Exact: nothing is approximated, only left out when it cannot matter.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from services.volunteers.matching import bits
from services.volunteers.matching.bits import BLOCK, BLOCK_WORDS, WORD, Words
from services.volunteers.matching.calendar import Calendar
from services.volunteers.matching.columns import (
    Array,
    Columns,
    halves,
    language_bits,
    region_number,
    settled,
)
from services.volunteers.matching.profile import (
    COUNTIES,
    LANGUAGE_CODES,
    LEVELS,
    REACH_KM,
    SKILL_CODES,
    WEEK_HOURS,
    Profile,
)
from services.volunteers.matching.weights import DEFAULT, Weights

SPARE = 0.02
NEW = 4_096
"""How many newcomers are found by a dictionary before they are taken in."""
SPEAKS = len(SKILL_CODES) * LEVELS
REACH = SPEAKS + len(LANGUAGE_CODES)
HOUR = REACH + len(REACH_KM)
ASKED = HOUR + WEEK_HOURS
"""What rules ask, a row of bits each: skills with level, languages, reach, hours of the week."""
NOWHERE = len(COUNTIES)
"""The number of the county of those who live in none (a prefecture's own people)."""
FREE = NOWHERE + 1
"""The county of a block nobody lives in yet."""


class Roll:
    """Rows of arrays; a row without anybody is inactive. `layout` says where the columns go."""

    def __init__(self, people: Columns, weights: Weights = DEFAULT) -> None:
        self.weights = weights
        self.calendar = Calendar()
        best = people.settled(weights)
        county = np.where(people.county < 0, NOWHERE, people.county).astype(np.int64)
        row_of, self.county_of_block = _layout(county, best)
        self.rows = len(self.county_of_block) * BLOCK
        self._lay(people, best, row_of)
        self._new: dict[tuple[int, int], int] = {}
        self._order(row_of)
        self._free_rows = self._rows_to_give()

    def _lay(self, people: Columns, best: Array, row_of: Array) -> None:
        def place(values: Array) -> Array:
            laid = np.zeros((self.rows, *values.shape[1:]), values.dtype)
            laid[row_of] = values
            return laid

        self.ids = place(people.ids)
        self.versions = np.zeros(self.rows, np.int32)
        self.region = place(people.region)
        self.settled = place(best)
        self.languages = place(people.languages)
        self.screened = place(people.screened)
        self.known = place((people.skills > 0).sum(axis=0, dtype=np.uint8))
        self.best_of_block = self.settled.reshape(-1, BLOCK).max(axis=1).astype(np.int32)
        self.active: Words = bits.pack(place(people.active))
        self.asked = np.zeros((ASKED, len(self.active)), np.uint64)
        for number, levels in enumerate(people.skills):
            laid = place(levels)
            for level in range(1, LEVELS + 1):
                self.asked[skill_bit(number, level)] = bits.pack(laid >= level)
        for n in range(len(LANGUAGE_CODES)):
            self.asked[SPEAKS + n] = bits.pack((self.languages >> n & 1).astype(np.bool_))
        for n in range(len(REACH_KM)):
            self.asked[REACH + n] = bits.pack(place(people.reach) == n)
        by_byte = np.ascontiguousarray(place(people.hours).T)
        for h in range(WEEK_HOURS):
            self.asked[HOUR + h] = bits.pack((by_byte[h // 8] >> (h % 8) & 1).astype(np.bool_))

    def skill(self, number: int, level: int) -> Words:
        """Who knows a skill at this level or a higher one."""
        return self._bits(skill_bit(number, level))

    def speaks(self, number: int) -> Words:
        return self._bits(SPEAKS + number)

    def reach(self, number: int) -> Words:
        """Whose reach is this step of REACH_KM."""
        return self._bits(REACH + number)

    def hour(self, hour: int) -> Words:
        return self._bits(HOUR + hour)

    def _bits(self, question: int) -> Words:
        words: Words = self.asked[question]
        return words

    def version(self, id_: str) -> int:
        """Of what was last told of them; 0 when they are not on the roll, or since the start."""
        row = self.row(id_)
        return 0 if row is None else int(self.versions[row])

    def row(self, id_: str) -> int | None:
        """Where somebody is; None when they are not on the roll."""
        high, low = halves(id_)
        if (high, low) in self._new:
            return self._new[high, low]
        at = int(np.searchsorted(self._highs, np.uint64(high)))
        while at < len(self._row_by_id) and int(self._highs[at]) == high:
            row = int(self._row_by_id[at])
            if int(self.ids[row, 1]) == low:
                return row
            at += 1
        return None

    def _order(self, rows: Array) -> None:
        """Find these by id; a number each, where a dictionary would take thirty times as much."""
        highs = self.ids[rows, 0]
        order = np.argsort(highs, kind="stable")
        self._row_by_id = rows[order].astype(np.int32)
        self._highs: Array = highs[order]

    def put(self, id_: str, profile: Profile, version: int = 0) -> None:
        """Enter somebody, or what is now true of them."""
        county = profile.county if profile.county >= 0 else NOWHERE
        row = self.row(id_)
        if row is None or self.county_of_block[row // BLOCK] != county:
            if row is not None:
                self._leave(row)
            row = self._take_row(county)
            self._new[halves(id_)] = row
            self.ids[row] = halves(id_)
            if len(self._new) > max(NEW, len(self._row_by_id) // 8):
                self._take_in()
        self._write(row, profile)
        self.versions[row] = version
        self.calendar.keep(row, profile.busy)

    def _write(self, row: int, profile: Profile) -> None:
        self.region[row] = region_number(profile.region)
        self.settled[row] = settled(profile, self.weights)
        block = row // BLOCK
        self.best_of_block[block] = max(self.best_of_block[block], int(self.settled[row]))
        self.languages[row] = language_bits(profile.languages)
        self.screened[row] = profile.screened_until.toordinal() if profile.screened_until else 0
        self.known[row] = len(profile.skills)
        word, bit = row // WORD, np.uint64(1) << np.uint64(row % WORD)
        self.asked[:, word] &= ~bit
        self.asked[_answers(profile), word] |= bit
        bits.put(self.active, row, profile.active)

    def _take_in(self) -> None:
        """Those who came lately are found like all others; rows that were left are nobody's."""
        kept = self._row_by_id[self.ids[self._row_by_id].any(axis=1)]
        self._order(np.concatenate([kept, np.fromiter(self._new.values(), np.int32)]))
        self._new = {}

    def _leave(self, row: int) -> None:
        """The row stays empty until the roll is built again; nobody else gets it."""
        self.ids[row] = 0
        bits.put(self.active, row, False)
        self.calendar.keep(row, ())

    def _take_row(self, county: int) -> int:
        free = self._free_rows.setdefault(county, [])
        if not free:
            block = self._take_block(county)
            free.extend(range((block + 1) * BLOCK - 1, block * BLOCK - 1, -1))
        return free.pop()

    def _take_block(self, county: int) -> int:
        empty = np.flatnonzero(self.county_of_block == FREE)
        if not len(empty):
            self._grow()
            empty = np.flatnonzero(self.county_of_block == FREE)
        self.county_of_block[empty[0]] = county
        return int(empty[0])

    def _grow(self) -> None:
        """Room for a fiftieth more, so that growing costs little per newcomer."""
        more = max(4, len(self.county_of_block) // 50)
        self.rows += more * BLOCK
        self.county_of_block = np.concatenate([self.county_of_block, np.full(more, FREE)])
        self.best_of_block = np.concatenate([self.best_of_block, np.zeros(more, np.int32)])
        for name in ("ids", "versions", "region", "settled", "languages", "screened", "known"):
            setattr(self, name, _longer(getattr(self, name), more * BLOCK))
        self.active = _longer(self.active, more * BLOCK_WORDS)
        self.asked = np.pad(self.asked, ((0, 0), (0, more * BLOCK_WORDS)))

    def _rows_to_give(self) -> dict[int, list[int]]:
        """Rows nobody was laid in, by county, the last first."""
        taken = np.zeros(self.rows, np.bool_)
        taken[self._row_by_id] = True
        free: dict[int, list[int]] = {}
        for row in np.flatnonzero(~taken)[::-1]:
            county = int(self.county_of_block[row // BLOCK])
            if county != FREE:
                free.setdefault(county, []).append(int(row))
        return free


def skill_bit(number: int, level: int) -> int:
    return number * LEVELS + level - 1


def _answers(profile: Profile) -> list[int]:
    """The rows of `asked` in which this person's bit is set."""
    skills = [
        skill_bit(SKILL_CODES.index(code), level)
        for code, known in profile.skills.items()
        for level in range(1, known + 1)
    ]
    spoken = [SPEAKS + LANGUAGE_CODES.index(code) for code in profile.languages]
    return [*skills, *spoken, REACH + profile.reach, *(HOUR + hour for hour in profile.hours)]


def _layout(county: Array, best: Array) -> tuple[Array, Array]:
    """(row of each person, county of each block): county by county, the best settled first."""
    order = np.argsort(county << 16 | (65535 - best.astype(np.int64)), kind="stable")
    people = np.bincount(county, minlength=NOWHERE + 1)
    blocks = -(-(people + (people * SPARE).astype(int)) // BLOCK)
    first_row = np.concatenate([[0], np.cumsum(blocks)[:-1]]) * BLOCK
    first_person = np.concatenate([[0], np.cumsum(people)[:-1]])
    sorted_county = county[order]
    row_of = np.empty(len(county), np.int64)
    row_of[order] = first_row[sorted_county] + np.arange(len(county)) - first_person[sorted_county]
    return row_of, np.repeat(np.arange(NOWHERE + 1), blocks)


def _longer(values: Array, by: int) -> Array:
    return np.concatenate([values, np.zeros((by, *values.shape[1:]), values.dtype)])


Weighted = Mapping[str, Weights]
"""Weights of a region, by its code: the nearest above a need decides."""
