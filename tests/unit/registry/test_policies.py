from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from contracts.regions import get
from servicekit.scope import Scope
from services.registry.policies.domain import (
    AlreadyRepealed,
    NothingKnown,
    NothingLacks,
    NumberContradicts,
    PolicyDocument,
    ValidityReversed,
    complete_policy,
    policy_id,
    register_policy,
    repeal_policy,
    superseded_by,
)
from services.registry.policies.known import known_policies
from services.registry.policies.number import NumberInvalid, is_complete, parse_number
from tests.unit.registry.standard_mothers import HONGHE_PAPER, PROVINCE_PAPER, TODAY


@pytest.mark.parametrize("typed", ["云民发[2021]36号", " 云民发〔2021〕36号", "云民发【2021】36号"])
def test_a_number_has_its_own_brackets_whichever_were_typed(typed: str) -> None:
    assert parse_number(typed) == "云民发〔2021〕36号"


@pytest.mark.parametrize("typed", ["2021年36号", "云民发2021 36号", "云民发〔21〕36号", "36", ""])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NumberInvalid):
        parse_number(typed)


def test_a_document_without_its_serial_is_registered_and_marked_as_lacking_it() -> None:
    document, (event,) = register_policy(HONGHE_PAPER, TODAY)
    assert document.lacks == ("number", "title")
    assert event.lacks == ("number", "title")
    assert PROVINCE_PAPER.lacks == ()


def test_a_document_known_by_neither_number_nor_title_is_refused() -> None:
    with pytest.raises(NothingKnown):
        register_policy(replace(HONGHE_PAPER, number=""), TODAY)


def test_completing_a_number_adds_the_serial_and_rewrites_nothing() -> None:
    completed, (event,) = complete_policy(HONGHE_PAPER, "红办发〔2020〕12号", "实施意见", TODAY)
    assert (completed.lacks, completed.number) == ((), "红办发〔2020〕12号")
    assert event.was_number == "红办发〔2020〕号"  # type: ignore[attr-defined]
    with pytest.raises(NumberContradicts):
        complete_policy(HONGHE_PAPER, "红办发〔2021〕12号", "", TODAY)
    with pytest.raises(NothingLacks):
        complete_policy(completed, "红办发〔2020〕13号", "", TODAY)


def test_a_document_is_in_force_from_its_first_day_through_its_last() -> None:
    document = replace(PROVINCE_PAPER, valid_from=date(2021, 1, 1), valid_until=date(2021, 12, 31))
    days = [date(2020, 12, 31), date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1)]
    assert [document.in_force(day) for day in days] == [False, True, True, False]
    with pytest.raises(ValidityReversed):
        register_policy(replace(document, valid_until=date(2020, 1, 1)), TODAY)


def test_a_repealed_document_is_over_from_that_day_and_is_repealed_once() -> None:
    repealed, _ = repeal_policy(PROVINCE_PAPER, TODAY, "")
    assert not repealed.in_force(TODAY)
    assert repealed.in_force(date(2022, 6, 29))
    with pytest.raises(AlreadyRepealed):
        repeal_policy(repealed, TODAY, "")


def test_a_document_takes_the_place_of_another_from_its_own_first_day() -> None:
    newer = replace(
        PROVINCE_PAPER, number="云民发〔2022〕9号", valid_from=TODAY, supersedes=("old",)
    )
    documents = {"old": PROVINCE_PAPER, "new": newer}
    assert superseded_by("old", TODAY, documents) == "new"
    assert superseded_by("old", date(2022, 6, 29), documents) == ""


def test_a_document_reaches_the_areas_below_its_own_and_is_seen_from_above() -> None:
    assert HONGHE_PAPER.reaches(Scope.of("532501"))
    assert HONGHE_PAPER.reaches(Scope.of("530000"))
    assert not HONGHE_PAPER.reaches(Scope.of("530100"))


def test_the_documents_of_the_reports_are_known_and_say_what_they_lack() -> None:
    known = {k.document.number: k.document for k in known_policies().values()}
    assert known["红办发〔2020〕号"].lacks == ("number", "title")
    for number in ("云民发〔2021〕36号", "云办发〔2020〕32号", "曲民〔2022〕74号"):
        assert is_complete(number)
        assert "number" not in known[number].lacks
    assert all(get(k.document.region) for k in known_policies().values())
    assert len({k.id for k in known_policies().values()}) == len(known_policies())


def test_the_id_of_a_document_is_that_of_its_number() -> None:
    assert policy_id("云民发〔2021〕36号") == known_policies()["yunminfa-2021-36"].id
    assert isinstance(PROVINCE_PAPER, PolicyDocument)
