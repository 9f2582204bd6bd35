"""Who offers what, where, for whom: found by characters, by pinyin and by initials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import regions
from contracts.registry.directory import Offer
from servicekit.errors import InvalidInput
from servicekit.scope import Scope
from services.registry.directory.domain import Listing
from services.registry.directory.search import Directory, Wanted, words_of
from services.registry.directory.words import Entry

YUNNAN = Scope.of("530000")
GEJIU, MENGZI = "532501002", "532503001"


def entry(id_: str, name: str, region: str = GEJIU, offer: Offer | None = None) -> Entry:
    said = (
        Listing(station_id=id_, region=region, offers=(offer,), languages=("yi",))
        if offer
        else None
    )
    return Entry(id_, name, "township", region, "operating", said)


def directory(*entries: Entry) -> Directory:
    found = Directory()
    for one in entries:
        found.put(one)
    return found


def ids(where: Directory, query: str = "", scope: Scope = YUNNAN, **wanted: str) -> list[str]:
    asked = Wanted(words=words_of(query), **wanted)  # type: ignore[arg-type]
    return [found.id for _, found in where.search(asked, scope, None, 100)]


FOUND = directory(
    entry("a", "朝阳街道社工站"),
    entry("b", "龙泉社工站", offer=Offer(domain="elderly", target_groups=("disabled",))),
    entry("c", "绿春社工站", MENGZI, Offer(domain="children", activities=("counselling",))),
)


@pytest.mark.parametrize(
    "query", ["龙泉", "longquan", "LQ", "lqsgz", "quanshe", "ｌｏｎｇ", "龙泉 站"]
)
def test_a_name_is_found_by_characters_pinyin_and_initials(query: str) -> None:
    assert ids(FOUND, query) == ["b"]


@pytest.mark.parametrize("query", ["chaoyang", "zhaoyang"])
def test_a_name_is_found_by_either_reading(query: str) -> None:
    assert ids(FOUND, query) == ["a"]


def test_umlaut_is_typed_as_v() -> None:
    assert ids(FOUND, "lvchun") == ids(FOUND, "lüchun") == ["c"]


def test_a_typed_word_begins_at_a_syllable() -> None:
    assert ids(FOUND, "ongquan") == []


def test_a_place_is_found_by_the_names_of_the_regions_above_it() -> None:
    assert ids(FOUND, "个旧") == ["a", "b"]
    assert ids(FOUND, "gejiu longquan") == ["b"]


def test_a_service_is_found_by_its_name() -> None:
    assert ids(FOUND, "养老") == ["b"]
    assert ids(FOUND, "counselling") == ["c"]


@pytest.mark.parametrize("query", [".*", "(l+)+$", "%", "|", "龙.站"])
def test_a_query_is_never_a_pattern(query: str) -> None:
    assert ids(directory(entry("a", "龙泉站")), query) in ([], ["a"] if query == "|" else [])


def test_a_query_beyond_64_characters_is_refused() -> None:
    with pytest.raises(InvalidInput):
        words_of("龙" * 65)


def test_an_offer_to_everybody_is_one_to_each_group() -> None:
    assert ids(FOUND, domain="children", target_group="veteran") == ["c"]
    assert ids(FOUND, domain="elderly", target_group="veteran") == []


def test_one_and_the_same_offer_has_all_that_is_asked_for() -> None:
    both = Listing(
        station_id="d",
        region=GEJIU,
        offers=(Offer(domain="elderly"), Offer(domain="children", activities=("casework",))),
    )
    where = directory(Entry("d", "站", "room", GEJIU, "signed", both))
    assert ids(where, domain="elderly", activity="casework") == []
    assert ids(where, domain="children", activity="casework") == ["d"]


def test_a_language_spoken_there_is_asked_for_by_code() -> None:
    assert ids(FOUND, language="yi") == ["b", "c"]
    assert ids(FOUND, language="dai") == []


def test_nothing_outside_the_scope_is_found() -> None:
    assert ids(FOUND, "社工站", Scope.of("532503")) == ["c"]
    assert ids(FOUND, scope=Scope.of("530100")) == []


def test_the_better_the_place_of_the_word_the_earlier_the_station() -> None:
    where = directory(
        entry("about", "甲站", offer=Offer(domain="elderly")),
        entry("inside", "大养老站"),
        entry("begins", "养老站"),
        entry("is", "养老"),
    )
    assert ids(where, "养老") == ["is", "begins", "inside", "about"]


def test_what_changed_is_found_anew_and_what_is_dropped_no_more() -> None:
    where = directory(entry("a", "旧名站"))
    where.put(entry("a", "新名站", MENGZI))
    assert (ids(where, "旧名"), ids(where, "新名"), len(where)) == ([], ["a"], 1)
    where.drop("a")
    assert ids(where) == []


@given(
    names=st.lists(st.sampled_from(["龙泉", "龙头", "大龙", "朝阳"]), min_size=1, max_size=30),
    query=st.sampled_from(["", "龙", "long"]),
    size=st.integers(1, 7),
)
def test_pages_together_are_the_whole_list_without_repeats(
    names: list[str], query: str, size: int
) -> None:
    places = [region.code for region in regions.children("532501")]
    where = directory(
        *(entry(f"{n:02}", name, places[n % len(places)]) for n, name in enumerate(names))
    )
    asked = Wanted(words=words_of(query))
    whole = where.search(asked, YUNNAN, None, 100)
    paged, after = [], None
    while page := where.search(asked, YUNNAN, after, size):
        paged += page
        rank, last = page[-1]
        after = rank, last.place
    assert paged == whole
