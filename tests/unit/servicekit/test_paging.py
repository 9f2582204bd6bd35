import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.errors import CursorInvalid, InvalidInput
from servicekit.paging import PageRequest, decode, encode, parse_limit

LIST = "/api/registry/stations"
keys = st.lists(
    st.one_of(st.text(max_size=20), st.integers(-(2**60), 2**60), st.booleans(), st.none()),
    max_size=3,
)


@given(keys)
def test_a_cursor_gives_back_the_key_it_was_made_of(key: list[str | int | bool | None]) -> None:
    assert decode(LIST, encode(LIST, key)) == tuple(key)


@given(keys, st.data())
def test_a_cursor_with_any_one_character_changed_is_refused(
    key: list[str | int | bool | None], data: st.DataObject
) -> None:
    cursor = encode(LIST, key)
    # The last character may carry padding bits that change nothing.
    at = data.draw(st.integers(0, len(cursor) - 2))
    other = data.draw(st.sampled_from(string.ascii_letters + string.digits + "-_"))
    if other != cursor[at]:
        with pytest.raises(CursorInvalid):
            decode(LIST, cursor[:at] + other + cursor[at + 1 :])


@pytest.mark.parametrize("cursor", ["", "x", "????", "AAAA", "é", "A" * 2000, "../../etc", "\0"])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        decode(LIST, cursor)


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(CursorInvalid):
        decode("/api/registry/service-entries", encode(LIST, ["a"]))


@pytest.mark.parametrize("text", ["0", "-1", "101", "1000000", "", "ten", "1.0", "１０", " 5"])
def test_a_page_holds_1_to_100(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_limit(text)
    assert refused.value.fields[0].code == "page_invalid"


def test_a_page_says_where_the_next_begins_until_the_last() -> None:
    request = PageRequest(2, None, LIST)
    more = request.page(["a", "b"], "b", 2)
    assert more.next is not None
    assert decode(LIST, more.next) == ("b", 2)
    assert request.page(["c"]).next is None
