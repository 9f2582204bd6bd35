"""A number that people can write and read, and that tells when it was miswritten. Pure.

Sixty bits of an opaque id in Crockford's base 32 (no I, L, O, U), in groups of four, and a check
character. Each character is an element of the field of 32 and the whole number, character by
character times a power of 2 of its own, adds up to nothing: so every single error is noticed, and
every swap of two characters, wherever they stand.
"""

from __future__ import annotations

from functools import reduce
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_MODULUS = 0b100101
"""x⁵ + x² + 1, in which x has 31 different powers."""


def number_of(id_: str) -> str:
    """`7K3M-9QXA-2F4T-C`, always the same for an id."""
    bits = UUID(id_).int >> (128 - 5 * LENGTH)
    written = "".join(ALPHABET[bits >> 5 * n & 31] for n in range(LENGTH - 1, -1, -1))
    groups = [written[n : n + 4] for n in range(0, LENGTH, 4)]
    return "-".join([*groups, ALPHABET[_sum(written)]])


def well_written(number: str) -> bool:
    """Whether the check character is right; small letters and missing hyphens do not matter."""
    plain = number.upper().replace("-", "").replace(" ", "")
    if len(plain) != LENGTH + 1 or not set(plain) <= set(ALPHABET):
        return False
    return ALPHABET[_sum(plain[:-1])] == plain[-1]


def _sum(written: str) -> int:
    """Each character times x to the power of its distance from the end, added up."""
    return reduce(lambda total, one: _doubled(total ^ ALPHABET.index(one)), written, 0)


def _doubled(element: int) -> int:
    shifted = element << 1
    return shifted ^ _MODULUS if shifted > 31 else shifted
