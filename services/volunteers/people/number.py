"""A number that people can write and read, and that tells when it was miswritten. Pure.

Sixty bits of an opaque id in Crockford's base 32 (no I, L, O, U), in groups of four, and a check
character by ISO/IEC 7064, MOD 37,36: every single error and every swap of neighbours is noticed.
"""

from __future__ import annotations

from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKED = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 12


def number_of(id_: str) -> str:
    """`7K3M-9QXA-2F4T-C`, always the same for an id."""
    bits = UUID(id_).int >> (128 - 5 * LENGTH)
    written = "".join(ALPHABET[bits >> 5 * n & 31] for n in range(LENGTH - 1, -1, -1))
    groups = [written[n : n + 4] for n in range(0, LENGTH, 4)]
    return "-".join([*groups, _check(written)])


def well_written(number: str) -> bool:
    """Whether the check character is right; small letters and missing hyphens do not matter."""
    plain = number.upper().replace("-", "").replace(" ", "")
    if len(plain) != LENGTH + 1 or not set(plain) <= set(CHECKED):
        return False
    return _check(plain[:-1]) == plain[-1]


def _check(written: str) -> str:
    carry = 36
    for character in written:
        carry = (carry + CHECKED.index(character)) % 36 or 36
        carry = carry * 2 % 37
    return CHECKED[(37 - carry) % 36]
