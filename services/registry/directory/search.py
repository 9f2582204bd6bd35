"""The directory in memory: who offers what, where, for whom, and whether it is open. Pure.

A typed word is looked for as it stands, in Chinese, in pinyin or by initials; nothing in it is a
pattern. Every word must be found somewhere; the weaker the place, the later the station comes.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from servicekit.errors import InvalidInput
from servicekit.scope import Scope
from services.registry.directory.domain import Listing
from services.registry.directory.sounds import sounds
from services.registry.directory.words import IS_NAME, Columns, Entry, Place, fold

MAX_QUERY = 64


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; empty means no matter. `open` judges the listing at the asked moment."""

    words: tuple[str, ...] = ()
    kind: str = ""
    domain: str = ""
    activity: str = ""
    target_group: str = ""
    language: str = ""
    open: Callable[[Listing], bool] | None = None

    def of_listing(self) -> bool:
        return bool(self.domain or self.activity or self.target_group or self.language or self.open)


class Directory:
    """Entries in the order of region, name and id."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._order: list[Place] = []
        self._columns: Columns | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, entry: Entry) -> None:
        """Enter it, or take the place of what was known of it."""
        known = self._entries.get(entry.id)
        if known is None or known.place != entry.place:
            self.drop(entry.id)
            insort(self._order, entry.place)
        self._entries[entry.id] = entry
        self._columns = None
        sounds(entry.name)  # spelt now and remembered, so that no search has to wait for it

    def drop(self, id_: str) -> None:
        known = self._entries.pop(id_, None)
        if known is not None:
            del self._order[bisect_left(self._order, known.place)]
            self._columns = None

    def get(self, id_: str) -> Entry | None:
        return self._entries.get(id_)

    def search(
        self, wanted: Wanted, scope: Scope, after: tuple[int, Place] | None, limit: int
    ) -> list[tuple[int, Entry]]:
        """At most `limit` (rank, entry) beyond `after`, the best first."""
        first, beyond = (bisect_left(self._order, end) for end in _span(scope))
        page: list[tuple[int, Entry]] = []
        for rank, number in self._ranked(wanted.words, range(first, beyond)):
            place = self._order[number]
            if after is not None and (rank, place) <= after:
                continue
            entry = self._entries[place[2]]
            if _fits(entry, wanted):
                page.append((rank, entry))
                if len(page) == limit:
                    break
        return page

    def _ranked(self, words: Sequence[str], span: range) -> Iterable[tuple[int, int]]:
        """(rank, number in the order), the best first; without words everything ranks alike."""
        if not words:
            return ((IS_NAME, number) for number in span)
        ranks = self._ready().ranks(words)
        return sorted((rank, number) for number, rank in ranks.items() if number in span)

    def _ready(self) -> Columns:
        """The words of all entries, gathered again after a change."""
        if self._columns is None:
            self._columns = Columns([self._entries[place[2]] for place in self._order])
        return self._columns


def words_of(query: str) -> tuple[str, ...]:
    """The words of a query (InvalidInput `query_too_long` beyond 64 characters)."""
    if len(query) > MAX_QUERY:
        raise InvalidInput.at(
            "/q",
            "query_too_long",
            f"搜索词最多 {MAX_QUERY} 个字；请缩短。",
            f"A search has at most {MAX_QUERY} characters; shorten it.",
        )
    return tuple(dict.fromkeys(fold(query).split()))


def _span(scope: Scope) -> tuple[Place, Place]:
    return (scope.prefix, "", ""), (scope.prefix + "~", "", "")


def _fits(entry: Entry, wanted: Wanted) -> bool:
    if wanted.kind and entry.kind != wanted.kind:
        return False
    if not wanted.of_listing():
        return True
    listing = entry.listing
    return listing is not None and _offered(listing, wanted)


def _offered(listing: Listing, wanted: Wanted) -> bool:
    """One and the same offer has the domain, the activity and the group asked for."""
    if wanted.language and wanted.language not in listing.languages:
        return False
    served = any(
        (not wanted.domain or offer.domain == wanted.domain)
        and (not wanted.activity or wanted.activity in offer.activities)
        and (
            not wanted.target_group
            or not offer.target_groups
            or wanted.target_group in offer.target_groups
        )
        for offer in listing.offers
    )
    return served and (wanted.open is None or wanted.open(listing))
