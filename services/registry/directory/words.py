"""The words of all entries, laid in columns so that a word is looked for in one long text. Pure."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from contracts import codes, regions
from contracts.registry.directory import Offer
from services.registry.directory.domain import Listing
from services.registry.directory.sounds import MARK, sounds

IS_NAME, BEGINS_NAME, IN_NAME, SOUNDS_LIKE_NAME, ELSEWHERE = range(5)
MATCHED = ("name", "name", "name", "sound", "about")
"""How a rank is called in an answer."""

Place = tuple[str, str, str]
"""(region, name, id): the order of the directory."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A station as the directory shows it; `listing` None when it has published nothing."""

    id: str
    name: str
    kind: str
    region: str
    stage: str
    listing: Listing | None = None

    @property
    def place(self) -> Place:
        return self.region, self.name, self.id


class Column:
    """One text of each entry, end to end."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._whole = "\n".join(texts)
        self._starts = [0, *accumulate(len(text) + 1 for text in texts)]

    def having(self, word: str) -> Iterator[int]:
        """The numbers of the entries whose text has the word."""
        at = self._whole.find(word)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            yield number
            at = self._whole.find(word, self._starts[number + 1])


class Columns:
    """What entries share, an area or a set of offers, is looked at once for all of them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._names = [fold(entry.name) for entry in entries]
        self._name = Column(self._names)
        self._sound = Column([sounds(entry.name) for entry in entries])
        self._where = Column([fold(e.listing.place) if e.listing else "" for e in entries])
        self._shared: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            self._shared[_area(entry.region)].append(number)
            self._shared[_services(entry)].append(number)

    def ranks(self, words: Sequence[str]) -> dict[int, int]:
        """Rank of each entry that has all the words; the weakest word decides."""
        first, *others = map(self._rank, words)
        for other in others:
            first = {n: max(rank, other[n]) for n, rank in first.items() if n in other}
        return first

    def _rank(self, word: str) -> dict[int, int]:
        found = {number: _in_name(word, self._names[number]) for number in self._name.having(word)}
        typed = MARK + word
        for number in self._sound.having(typed):
            found.setdefault(number, SOUNDS_LIKE_NAME)
        for number in self._where.having(word):
            found.setdefault(number, ELSEWHERE)
        for text, numbers in self._shared.items():
            if word in text or typed in text:
                for number in numbers:
                    found.setdefault(number, ELSEWHERE)
        return found


def fold(text: str) -> str:
    """Full-width forms, letter case and an umlaut over u make no difference."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")
    return folded.replace(MARK, " ").replace("\n", " ")


def about(entry: Entry) -> str:
    """Where it is, what it is and what it offers, as words to be found."""
    return _area(entry.region) + _services(entry)


def _in_name(word: str, name: str) -> int:
    if word == name:
        return IS_NAME
    return BEGINS_NAME if name.startswith(word) else IN_NAME


@lru_cache(maxsize=5_000)
def _area(region: str) -> str:
    """Names and sounds of the region and those above it."""
    line = (regions.get(region), *regions.ancestors(region))
    return "".join(f" {fold(part.name)}{sounds(part.name)}" for part in line if part)


def _services(entry: Entry) -> str:
    listing = entry.listing
    said = (listing.offers, listing.languages) if listing else ((), ())
    return _said(entry.kind, *said)


@lru_cache(maxsize=5_000)
def _said(kind: str, offers: tuple[Offer, ...], languages: tuple[str, ...]) -> str:
    named = [_named(codes.STATION_KINDS, kind)]
    for offer in offers:
        named += [_named(codes.DOMAINS, offer.domain)]
        named += [_named(codes.ACTIVITIES, code) for code in offer.activities]
        named += [_named(codes.TARGET_GROUPS, code) for code in offer.target_groups]
    named += [_named(codes.LANGUAGES, code) for code in languages]
    return " ".join(named)


def _named(known: codes.CodeList, code: str) -> str:
    member = known.find(code)
    return fold(f"{member.name_zh} {member.name_en}") if member else ""
