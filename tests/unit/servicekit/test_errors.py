import pytest

from servicekit import errors
from servicekit.errors import DomainError, FieldError, InvalidInput, VersionConflict


class StationNotOpen(DomainError):
    code = "station_not_open"
    zh = "站点「{name}」尚未运转。"
    en = "Station {name} is not operating."


def test_a_service_declares_a_refusal_in_four_lines() -> None:
    refusal = StationNotOpen(name="锡城", pointer="/station_id")
    assert refusal.status == 409
    assert refusal.sentence("zh") == "站点「锡城」尚未运转。"
    assert refusal.sentence("en") == "Station 锡城 is not operating."
    assert [(f.pointer, f.code) for f in refusal.fields] == [("/station_id", "station_not_open")]


def test_a_refusal_without_its_words_fails_when_it_is_raised_not_when_it_is_shown() -> None:
    with pytest.raises(KeyError):
        StationNotOpen()


def test_a_refusal_without_a_code_is_not_declared() -> None:
    with pytest.raises(TypeError, match="code"):
        type("Nameless", (DomainError,), {"zh": "", "en": ""})


def test_a_version_conflict_tells_the_current_version() -> None:
    conflict = VersionConflict(7)
    assert (conflict.status, conflict.members, conflict.headers) == (
        412, {"version": 7}, {"ETag": '"7"'},
    )  # fmt: skip


def test_invalid_input_lists_every_place() -> None:
    wrong = [FieldError("/a", "x", "甲", "A"), FieldError("/b", "y", "乙", "B")]
    assert list(InvalidInput(wrong).fields) == wrong


def test_every_refusal_has_a_code_of_its_own_and_both_languages() -> None:
    kinds = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, DomainError)]
    kinds.remove(DomainError)
    assert len({kind.code for kind in kinds}) == len(kinds)
    for kind in kinds:
        assert kind.zh.endswith("。"), kind
        assert kind.en.endswith("."), kind
        assert 400 <= kind.status < 600
