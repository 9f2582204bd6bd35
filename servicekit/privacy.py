"""The last guard of promise P4: nothing that looks like a person's number leaves in an event."""

from __future__ import annotations

import re
import unicodedata

# Latin letters and digits around it make it part of a hash or an id; Chinese text, which has no
# spaces, does not.
_ALONE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
_ID_NUMBER = re.compile(_ALONE.format(r"[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx]"))
_MOBILE = re.compile(_ALONE.format(r"(?:\+?86)?[ -]?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"))
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


class PersonalDataInEvent(Exception):
    """A programming error caught before it leaks; says where, never what."""


def refuse_personal_data(type_: str, data: str) -> None:
    """Raises PersonalDataInEvent for a checksum-valid ID number (GB 11643) or a mobile number
    written as text. Numbers proper (say, an amount of fen) are no text and pass."""
    if not _has_number(data):  # nearly always: the quotes around a text are no letters either
        return
    texts = re.findall(r'"((?:[^"\\]|\\.)*)"', data)
    if any(holds_personal_number(text) for text in texts):
        raise PersonalDataInEvent(f"pii_in_event: {type_}")


def _has_number(text: str) -> bool:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return bool(_MOBILE.search(plain) or _ID_NUMBER.search(plain))


def holds_personal_number(text: str) -> bool:
    text = unicodedata.normalize("NFKC", text)  # １３８… is a number too
    if _MOBILE.search(text):
        return True
    return any(_checksum_holds(found) for found in _ID_NUMBER.findall(text))


def _checksum_holds(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK[total % 11] == number[17].upper()
