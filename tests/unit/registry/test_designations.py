"""Demonstration sites and pilots: under a ceiling, by criteria, for a term."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.registry.designations import Scheme
from services.registry.designations.domain import (
    CountyRegister,
    Designation,
    check_level,
    county_of,
    extend,
    follow,
    grant,
    months_after,
    withdraw,
)
from services.registry.designations.refusals import (
    AboveTheOfficersLevel,
    AlreadyDesignated,
    CountyCeilingReached,
    CriterionNotConfirmed,
    DesignationOver,
    EndsTooEarly,
    LooserThanAbove,
    PlaceUnclear,
    RungTooLow,
    SchemeMissing,
    TooFewCertified,
    ValidTooLong,
)
from services.registry.designations.schemes import AreaScheme, Schemes, binding, set_scheme
from services.registry.stations.domain import close_station, suspend_station
from services.registry.stations.refusals import DateOutOfOrder
from tests.unit.registry.stations_stage import OPERATING, SIGNED, STAFFED, TODAY, TOP

COUNTY, DEMONSTRATION = "532501", ("demonstration", "county")
SCHEME = Scheme(
    per_county=2,
    rung="operating",
    valid_months=24,
    document_number="红民发〔2022〕8号",
    clause="第三条",
)
KNOWN: Schemes = {(COUNTY, *DEMONSTRATION): SCHEME}
RULES = binding(COUNTY, DEMONSTRATION, KNOWN)
EMPTY = CountyRegister(region=COUNTY)
LAST = date(2024, 6, 29)
LATER = date(2023, 6, 30)


def new(station: str = "s1", on: date = TODAY, until: date = LAST, **more: object) -> Designation:
    plain = {
        "id": f"{station} {on}", "station_id": station, "region": "532501002",
        "kind": "demonstration", "level": "county", "granted_on": on, "expires_on": until,
    }  # fmt: skip
    return Designation(**{**plain, **more})  # type: ignore[arg-type]


def granted(*designations: Designation, register: CountyRegister = EMPTY) -> CountyRegister:
    for designation in designations:
        register, _ = grant(register, designation, OPERATING, RULES, TODAY)
    return register


def held(register: CountyRegister, on: date = TODAY) -> set[str]:
    return {d.station_id for d in register.designations if d.holds(on)}


def test_no_more_stations_than_the_ceiling_are_designated_in_a_county() -> None:
    two = granted(new("s1"), new("s2"))
    with pytest.raises(CountyCeilingReached) as refused:
        granted(new("s3"), register=two)
    assert "红民发〔2022〕8号 第三条" in refused.value.sentence("zh")
    assert refused.value.members == {
        "rule": "county_ceiling_reached", "document": "红民发〔2022〕8号", "clause": "第三条",
        "limit": 2, "held": 2,
    }  # fmt: skip


def test_the_ceiling_is_of_each_kind_and_level_apart() -> None:
    two = granted(new("s1"), new("s2"))
    assert granted(new("s3", kind="pilot"), register=two)
    assert granted(new("s3", level="prefecture"), register=two)


def test_a_place_under_the_ceiling_is_free_again_once_one_ended() -> None:
    two = granted(new("s1", on=date(2022, 4, 1), until=date(2022, 6, 29)), new("s2"))
    assert held(granted(new("s3"), register=two)) == {"s2", "s3"}
    gone, _ = withdraw(granted(new("s1"), new("s2")), f"s1 {TODAY}", "review_failed", TODAY, TODAY)
    assert held(granted(new("s3"), register=gone)) == {"s2", "s3"}


def test_a_designation_entered_late_breaks_no_ceiling_of_the_days_after() -> None:
    two = granted(new("s1"), new("s2"))
    with pytest.raises(CountyCeilingReached):
        granted(new("s3", on=date(2022, 4, 1), until=LATER), register=two)
    assert granted(new("s3", on=date(2022, 4, 1), until=TODAY - timedelta(1)), register=two)


def test_a_station_is_designated_so_only_once_at_a_time() -> None:
    with pytest.raises(AlreadyDesignated):
        granted(new("s1", on=date(2022, 4, 1), until=LATER), new("s1"))


def test_the_same_grant_sent_again_changes_nothing() -> None:
    one = granted(new("s1"))
    assert grant(one, new("s1"), OPERATING, RULES, TODAY) == (one, [])


def test_a_station_that_is_suspended_or_has_not_come_far_enough_is_not_designated() -> None:
    suspended, _ = suspend_station(OPERATING, TODAY, "no_staff", TODAY)
    for station in (SIGNED, suspended):
        with pytest.raises(RungTooLow):
            grant(EMPTY, new(), station, RULES, TODAY)
    assert grant(EMPTY, new(), TOP, RULES, TODAY)[1]


def test_every_criterion_of_every_scheme_above_is_confirmed_first() -> None:
    strict = binding(
        COUNTY,
        DEMONSTRATION,
        {
            **KNOWN,
            ("530000", *DEMONSTRATION): replace_scheme(
                criteria=("six_haves_met",), document_number="云民发〔2021〕36号"
            ),
        },
    )
    with pytest.raises(CriterionNotConfirmed) as refused:
        grant(EMPTY, new(), OPERATING, strict, TODAY)
    assert refused.value.members["document"] == "云民发〔2021〕36号"
    assert grant(EMPTY, new(criteria=("six_haves_met",)), OPERATING, strict, TODAY)[1]


def test_enough_certified_people_work_there() -> None:
    rules = binding(
        COUNTY,
        DEMONSTRATION,
        {(COUNTY, *DEMONSTRATION): replace_scheme(rung="signed", least_certified=1)},
    )
    with pytest.raises(TooFewCertified):
        grant(EMPTY, new(), SIGNED, rules, TODAY)
    assert grant(EMPTY, new(), STAFFED, rules, TODAY)[1]


def replace_scheme(**changes: object) -> Scheme:
    plain = {name: getattr(SCHEME, name) for name in Scheme.__struct_fields__}
    return Scheme(**{**plain, **changes})  # type: ignore[arg-type]


def test_it_is_valid_for_no_longer_than_the_scheme_says() -> None:
    assert months_after(TODAY, 24) == LAST
    assert months_after(date(2024, 1, 31), 1) == date(2024, 2, 28)
    with pytest.raises(ValidTooLong):
        granted(new(until=LAST + timedelta(1)))
    with pytest.raises(EndsTooEarly):
        granted(new(until=TODAY))


def test_it_ends_by_itself_the_day_after_its_last() -> None:
    one = granted(new())
    assert (held(one, LAST), held(one, LAST + timedelta(1))) == ({"s1"}, set())


def test_an_extension_says_until_when_it_held_and_an_ended_one_is_not_extended() -> None:
    one, id_ = granted(new(until=date(2022, 12, 31))), f"s1 {TODAY}"
    longer, (event,) = extend(one, id_, LAST, RULES, TODAY)
    assert (event.was_until, event.expires_on) == (date(2022, 12, 31), LAST)  # type: ignore[attr-defined]
    with pytest.raises(EndsTooEarly):
        extend(longer, id_, LAST, RULES, TODAY)
    with pytest.raises(DesignationOver):
        extend(one, id_, date(2024, 12, 30), RULES, date(2023, 1, 1))


def test_a_withdrawn_one_holds_no_more_and_is_not_withdrawn_twice() -> None:
    one, id_ = granted(new(on=date(2022, 4, 1), until=date(2024, 3, 31))), "s1 2022-04-01"
    gone, (event,) = withdraw(one, id_, "review_failed", date(2022, 6, 1), TODAY)
    assert (event.reason, event.occurred_on) == ("review_failed", date(2022, 6, 1))  # type: ignore[attr-defined]
    assert (held(gone, date(2022, 5, 31)), held(gone, date(2022, 6, 1))) == ({"s1"}, set())
    for again in (TODAY, date(2022, 5, 1)):  # nor on a day when it still held
        with pytest.raises(DesignationOver):
            withdraw(gone, id_, "review_failed", again, TODAY)


def test_a_closed_station_and_one_that_left_the_county_lose_it_one_moved_within_keeps_it() -> None:
    one, id_ = granted(new()), f"s1 {TODAY}"
    closed, _ = close_station(OPERATING, TODAY, "merged", TODAY)
    assert held(follow(one, id_, closed, TODAY)[0]) == set()
    assert held(follow(one, id_, replace(OPERATING, region="532503001"), TODAY)[0]) == set()
    moved, (event,) = follow(one, id_, replace(OPERATING, region="532501003"), TODAY)
    assert (held(moved), event.region) == ({"s1"}, "532501003")
    assert follow(moved, id_, replace(OPERATING, region="532501003"), TODAY) == (moved, [])
    with pytest.raises(DateOutOfOrder):
        withdraw(
            replace(moved, designations=(replace(moved.designations[0], granted_on=SIGNED_ON),)),
            id_, "review_failed", SIGNED_ON, TODAY,
        )  # fmt: skip


SIGNED_ON = date(2022, 3, 1)


@pytest.mark.parametrize(
    ("officer", "may"),
    [
        ("province", {"province", "prefecture", "county", "township"}),
        ("prefecture", {"prefecture", "county", "township"}),
        ("county", {"county", "township"}),
        ("township", {"township"}),
    ],
)
def test_an_office_designates_at_its_own_level_and_below(officer: str, may: set[str]) -> None:
    for level in ("province", "prefecture", "county", "township"):
        if level in may:
            check_level(level, officer)  # type: ignore[arg-type]
        else:
            with pytest.raises(AboveTheOfficersLevel):
                check_level(level, officer)  # type: ignore[arg-type]


def test_without_a_scheme_nothing_is_designated() -> None:
    with pytest.raises(SchemeMissing):
        binding("530102", DEMONSTRATION, KNOWN)


def test_a_place_lies_in_its_county() -> None:
    assert (county_of("532501002"), county_of("532501")) == (COUNTY, COUNTY)
    with pytest.raises(PlaceUnclear):
        county_of("532500")


@pytest.mark.parametrize(
    "looser",
    [
        {"per_county": 3}, {"rung": "signed"}, {"least_certified": 0}, {"valid_months": 25},
        {"criteria": ()},
    ],
)  # fmt: skip
def test_an_area_may_only_tighten_what_holds_above_it(looser: dict[str, object]) -> None:
    above = replace_scheme(least_certified=1, criteria=("six_haves_met",))
    known = {("532500", *DEMONSTRATION): above}
    area = AreaScheme(region=COUNTY, kind="demonstration", level="county")
    stricter = replace_scheme(
        per_county=1, least_certified=2, criteria=("six_haves_met", "own_brand")
    )
    tightened, (event,) = set_scheme(area, stricter, known, TODAY)
    assert (tightened.scheme, event.was, event.now) == (stricter, None, stricter)
    assert set_scheme(tightened, stricter, known, TODAY) == (tightened, [])
    plain = {name: getattr(stricter, name) for name in Scheme.__struct_fields__}
    with pytest.raises(LooserThanAbove):
        set_scheme(area, Scheme(**{**plain, **looser}), known, TODAY)  # type: ignore[arg-type]


def test_the_strictest_of_all_areas_binds_and_the_higher_is_cited_where_they_agree() -> None:
    prefecture = replace_scheme(per_county=1, document_number="红民发〔2021〕1号")
    province = replace_scheme(document_number="云民发〔2021〕36号")
    rules = binding(
        COUNTY,
        DEMONSTRATION,
        {
            (COUNTY, *DEMONSTRATION): SCHEME,
            ("532500", *DEMONSTRATION): prefecture,
            ("530000", *DEMONSTRATION): province,
        },
    )
    assert (rules.per_county, rules.rung) == (prefecture, province)
