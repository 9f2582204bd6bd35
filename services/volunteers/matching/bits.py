"""One bit for each row, in 64-bit words: filters as a few passes over little memory.

Rows lie in blocks of BLOCK, so that what holds for a whole block (its county) is said once.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]

WORD = 64
BLOCK = 512
BLOCK_WORDS = BLOCK // WORD
ALL = np.uint64(2**64 - 1)


def pack(flags: Flags) -> Words:
    """Bits of as many flags, a multiple of 64."""
    packed: Words = np.packbits(flags, bitorder="little").view(np.uint64)
    return packed


def count(words: Words) -> int:
    return int(np.bitwise_count(words).sum())


def of_blocks(chosen: Flags) -> Words:
    """All rows of the chosen blocks."""
    spread: Words = np.repeat(np.where(chosen, ALL, np.uint64(0)), BLOCK_WORDS)
    return spread


def without(rows: Iterable[int], length: int) -> Words:
    """All rows of `length` words but these."""
    words: Words = np.full(length, ALL, np.uint64)
    for row in rows:
        words[row // WORD] &= ~(np.uint64(1) << np.uint64(row % WORD))
    return words


def put(words: Words, row: int, value: bool) -> None:
    bit = np.uint64(1) << np.uint64(row % WORD)
    words[row // WORD] = words[row // WORD] | bit if value else words[row // WORD] & ~bit


def get(words: Words, row: int) -> bool:
    return bool(words[row // WORD] >> np.uint64(row % WORD) & np.uint64(1))


def rows_in(words: Words, blocks: Rows) -> Rows:
    """The rows that are set, of these blocks."""
    chosen = words.reshape(-1, BLOCK_WORDS)[blocks]
    flags = np.unpackbits(chosen.view(np.uint8).reshape(-1), bitorder="little").view(np.bool_)
    place = np.flatnonzero(flags)
    rows: Rows = blocks[place // BLOCK] * BLOCK + place % BLOCK
    return rows
