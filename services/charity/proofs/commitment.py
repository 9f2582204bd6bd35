"""Salted commitments: what happened can be proved later, and is not shown now. Pure.

A commitment is SHA-256 over a salt and the fact in canonical JSON. The salt of a fact is
HMAC-SHA256 of the gift's own random salt and the event's id, so that one fact can be opened without
opening any other. The commitments of a gift are chained: the last link stands for all in order.
(Hash commitments and chains as in RFC 6962 and NIST FIPS 180-4, 198-1.)
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

START = "0" * 64

Fact = Mapping[str, str | int | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Link:
    """`commitment` and `chain` in hex; `chain` covers this link and all before it."""

    commitment: str
    chain: str


def salt_of(gift_salt: str, event_id: str) -> str:
    return hmac.new(bytes.fromhex(gift_salt), event_id.encode(), hashlib.sha256).hexdigest()


def commit(salt: str, fact: Fact) -> str:
    words = json.dumps(fact, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(bytes.fromhex(salt) + words.encode()).hexdigest()


def chained(commitments: Iterable[str]) -> list[Link]:
    links, before = [], START
    for commitment in commitments:
        before = hashlib.sha256(bytes.fromhex(before + commitment)).hexdigest()
        links.append(Link(commitment, before))
    return links


def opens(link: str, salt: str, fact: Fact) -> bool:
    """Whether this salt and fact are what was committed to."""
    return hmac.compare_digest(commit(salt, fact), link)
