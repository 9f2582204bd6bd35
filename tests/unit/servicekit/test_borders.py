"""Scope and lists when the borders have changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from contracts import regions
from contracts.regions import BordersAsked, changing
from contracts.regions.change import Change
from contracts.regions.published import published
from contracts.regions.refusals import RegionNotThen
from servicekit.errors import OutOfScope
from servicekit.scope import Scope

DAY = date(2022, 3, 1)


@pytest.fixture(autouse=True)
def _as_published() -> Iterator[None]:
    yield
    regions.follow(published())


def follow(*successions: regions.Succession) -> None:
    regions.follow(regions.timeline().after(Change(str(successions), DAY, successions)))


def test_a_record_of_a_moved_township_is_seen_by_its_new_county_and_no_longer_by_the_old() -> None:
    follow(*changing.move(published(), "532501002", "532503099", DAY))
    assert Scope.of("532503").allows("532501002")
    assert not Scope.of("532501").allows("532501002")
    assert Scope.of("532500").allows("532501002")
    assert Scope.of("532503").filter("region") == {
        "$or": [
            {"region": {"$gte": "532503", "$lt": "532504"}},
            {"region": {"$in": ["532501002"]}},
        ]
    }
    assert Scope.of("532501").filter("region")["region"]["$nin"] == ["532501002"]


def test_an_officer_whose_county_got_another_code_goes_on_under_it() -> None:
    follow(*changing.move(published(), "532501", "532599", DAY))
    assert Scope.of("532501").prefix == "532599"
    assert Scope.of("532501").allows("532501002")


def test_whose_township_was_merged_sees_nothing_until_given_another() -> None:
    follow(*changing.merge(published(), ["532501002"], "532501003", DAY))
    stale = Scope.of("532501002")
    assert not any(stale.allows(code) for code in ("532501002", "532501003", "532501"))
    assert Scope.of("532501003").allows("532501002")


def test_an_abolished_code_is_refused_with_its_successor_and_a_new_one_is_taken() -> None:
    follow(*changing.move(published(), "532501002", "532503099", DAY))
    assert regions.require("532503099").name == "大屯街道"
    with pytest.raises(regions.RegionRetired, match="532503099"):
        regions.require("532501002")
    assert regions.within("532501002", "532503")
    assert not regions.within("532501002", "532501")


def test_a_list_by_the_borders_of_then_counts_for_the_county_of_then() -> None:
    follow(*changing.move(published(), "532501002", "532503099", DAY))
    then = BordersAsked("then", date(2021, 6, 1))
    now = BordersAsked("now", date(2021, 6, 1))
    for filed_under in ("532501002", "532503099"):
        assert then.filter("532501")(filed_under)
        assert not then.filter("532503")(filed_under)
        assert now.filter("532503")(filed_under)
        assert not now.filter("532501")(filed_under)
    with pytest.raises(RegionNotThen, match="532501002"):
        then.region("532503099")


THEN = regions.Area("532501", BordersAsked("then", date(2021, 6, 1)))


def test_a_scope_narrowed_to_an_area_of_then_shows_what_lay_in_it_then_and_is_its_own_today() -> (
    None
):
    follow(*changing.move(published(), "532501002", "532503099", DAY))
    asked = Scope.of("532500").narrowed(THEN)
    assert asked.allows("532503099")
    assert asked.allows("532501002")
    assert asked.allows("532501003")
    assert not asked.allows("532503001")
    county = Scope.of("532501").narrowed(THEN)
    assert county.allows("532501003")
    assert not county.allows("532503099")  # another county's today, whoever had it then


def test_the_store_filter_of_then_takes_the_codes_that_lay_there_then() -> None:
    follow(*changing.move(published(), "532501002", "532503099", DAY))
    _, then = Scope.of("532500").narrowed(THEN).filter("region")["$and"]
    assert then["$or"][1] == {"region": {"$in": ["532503099"]}}
    later = regions.Area("532501", BordersAsked("then", date(2023, 6, 1)))
    _, after = Scope.of("532500").narrowed(later).filter("region")["$and"]
    assert after["region"]["$nin"] == ["532501002"]


def test_an_area_of_then_elsewhere_is_out_of_scope() -> None:
    with pytest.raises(OutOfScope):
        Scope.of("532500").narrowed(regions.Area("530100", BordersAsked("then", DAY)))
