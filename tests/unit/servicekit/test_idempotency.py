import uuid

import pytest

from servicekit.errors import KeyInvalid, KeyRequired, PreconditionInvalid, PreconditionRequired
from servicekit.idempotency import derived_id, fingerprint, idempotency_key, if_match

PATH = "/api/registry/stations"


def test_a_creation_sent_twice_names_one_thing() -> None:
    assert derived_id("u1", PATH, "k") == derived_id("u1", PATH, "k")
    assert uuid.UUID(derived_id("u1", PATH, "k")).version == 5


@pytest.mark.parametrize(
    "other", [("u2", PATH, "k"), ("u1", "/api/registry/other", "k"), ("u1", PATH, "K")]
)
def test_another_caller_path_or_key_names_another_thing(other: tuple[str, str, str]) -> None:
    assert derived_id(*other) != derived_id("u1", PATH, "k")


def test_the_parts_of_an_id_cannot_run_into_each_other() -> None:
    assert derived_id("a", "b/c", "d") != derived_id("a/b", "c", "d")


def test_a_repeat_counts_by_content_not_by_spacing_or_order() -> None:
    first = fingerprint("POST", PATH, b'{"a": 1, "b": [1, 2]}', "u1")
    assert first == fingerprint("POST", PATH, b'{"b":[1,2],"a":1}', "u1")
    assert first != fingerprint("POST", PATH, b'{"b":[2,1],"a":1}', "u1")
    assert first != fingerprint("PUT", PATH, b'{"a": 1, "b": [1, 2]}', "u1")
    assert first != fingerprint("POST", PATH, b'{"a": 1, "b": [1, 2]}', "u2")
    assert fingerprint("POST", PATH, b"", "u1") != fingerprint("POST", PATH, b"{}", "u1")


def test_a_key_is_required() -> None:
    with pytest.raises(KeyRequired):
        idempotency_key(None)


@pytest.mark.parametrize("key", ["", "a b", "\t", "键", "é", "x" * 201, "a\n"])
def test_a_key_is_1_to_200_visible_ascii_characters(key: str) -> None:
    with pytest.raises(KeyInvalid):
        idempotency_key(key)


@pytest.mark.parametrize("key", ["!", "~" * 200, "018f3a2e-5b7c-7d8e"])
def test_a_good_key_is_taken_as_it_is(key: str) -> None:
    assert idempotency_key(key) == key


@pytest.mark.parametrize(
    ("header", "version"), [('"3"', 3), ("3", 3), (" 12 ", 12), ("*", None), (' "1" ', 1)]
)
def test_if_match_names_a_version_or_any(header: str, version: int | None) -> None:
    assert if_match(header) == version


def test_if_match_is_required() -> None:
    with pytest.raises(PreconditionRequired):
        if_match(None)


@pytest.mark.parametrize("header", ["", "0", "-1", 'W/"3"', '"3', "1,2", "３", "9" * 30, "latest"])
def test_anything_else_in_if_match_is_refused(header: str) -> None:
    with pytest.raises(PreconditionInvalid):
        if_match(header)
