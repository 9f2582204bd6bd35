"""Brands and honours, areas that help one another, students at stations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from contracts.registry.pairings import Goal
from services.registry.honours import domain as honours
from services.registry.honours.domain import Honour
from services.registry.pairings import domain as pairings
from services.registry.pairings.domain import Pairing
from services.registry.practice import domain as practice
from services.registry.practice.domain import PracticeBase
from services.registry.stations.changes import brand_station
from services.registry.stations.ladder import Stage
from services.registry.stations.refusals import DateOutOfOrder, NothingChanges, WrongStage
from services.registry.stations.station import Brand, Station

TODAY = date(2026, 11, 24)
STARTS, ENDS = date(2026, 1, 1), date(2026, 12, 31)
GOALS = (Goal(indicator="stations", value=3, unit="个"),)


def a_station(**changes: object) -> Station:
    known = Station(
        name="龙泉社工站",
        kind="township",
        region="532501002",
        operating_mode="own_staff",
        stage=Stage.SIGNED,
        signed_on=date(2022, 1, 1),
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def an_honour(**changes: object) -> Honour:
    known = Honour(
        title="excellent_station",
        level="county",
        year=2026,
        recipient_id="s",
        region="532501",
        awarded_on=date(2026, 10, 1),
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def a_pairing() -> Pairing:
    paired = Pairing(helper="530102", region="532501")
    return pairings.agree(paired, STARTS, ENDS, GOALS, TODAY)[0]


def a_base(**changes: object) -> PracticeBase:
    known = PracticeBase(
        university="云南大学", station_id="s", region="532501", opened_on=date(2026, 3, 1)
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def test_a_station_has_one_brand_and_its_name_stays_in_the_registry() -> None:
    one, (event,) = brand_station(a_station(), Brand("暖心屋", "elderly", TODAY), TODAY)
    assert "暖心屋" not in repr(event)
    two, (event,) = brand_station(one, Brand("童心站", "children", TODAY), TODAY)
    assert (two.brand, event.was_domain) == (Brand("童心站", "children", TODAY), "elderly")
    with pytest.raises(NothingChanges):
        brand_station(two, Brand("童心站", "children", TODAY), TODAY)


def test_only_a_station_whose_plate_is_up_has_a_brand_and_not_from_before() -> None:
    with pytest.raises(WrongStage):
        brand_station(a_station(stage=Stage.PLANNED), Brand("x", "elderly", TODAY), TODAY)
    with pytest.raises(DateOutOfOrder):
        brand_station(a_station(), Brand("x", "elderly", date(2021, 12, 31)), TODAY)


def test_the_same_honour_of_a_year_has_one_id_so_that_it_is_given_once() -> None:
    assert honours.honour_id(an_honour()) == honours.honour_id(an_honour(region="532503"))
    for other in ({"year": 2025}, {"level": "province"}, {"recipient_id": "t"}):
        assert honours.honour_id(an_honour(**other)) != honours.honour_id(an_honour())


@pytest.mark.parametrize("stage", [Stage.PLANNED, Stage.CLOSED])
def test_a_station_without_a_plate_is_not_honoured(stage: Stage) -> None:
    with pytest.raises(honours.HonoursOfAClosedStation):
        honours.award(an_honour(), a_station(stage=stage), TODAY)
    assert honours.award(an_honour(), a_station(), TODAY)[1]


def test_an_honour_is_not_of_a_year_to_come_and_is_revoked_once() -> None:
    with pytest.raises(honours.HonouredOtherYear):
        honours.award(an_honour(year=2027), None, TODAY)
    revoked, _ = honours.revoke(an_honour(), TODAY)
    with pytest.raises(honours.HonourIsRevoked):
        honours.revoke(revoked, TODAY)


@pytest.mark.parametrize(("helper", "helped"), [("532501", "532501"), ("530100", "532501")])
def test_two_different_areas_of_one_level_are_paired(helper: str, helped: str) -> None:
    with pytest.raises(pairings.AreasUnequal):
        pairings.agree(Pairing(helper=helper, region=helped), STARTS, ENDS, GOALS, TODAY)


def test_two_areas_have_one_pairing_at_a_time() -> None:
    with pytest.raises(pairings.AlreadyPaired):
        pairings.agree(a_pairing(), ENDS, date(2027, 12, 31), GOALS, TODAY)
    after = date(2027, 1, 1)
    again, _ = pairings.agree(a_pairing(), after, date(2027, 12, 31), GOALS, TODAY)
    assert (again.starts_on, again.reviews) == (after, ())


def test_an_indicator_has_one_goal_and_a_term_ends_after_it_starts() -> None:
    new = Pairing(helper="530102", region="532501")
    with pytest.raises(pairings.GoalTwice):
        pairings.agree(new, STARTS, ENDS, GOALS * 2, TODAY)
    with pytest.raises(pairings.TermInvalid):
        pairings.agree(new, STARTS, STARTS, GOALS, TODAY)


def test_a_review_tells_of_every_goal_what_was_reached() -> None:
    with pytest.raises(pairings.GoalsNotReviewed):
        pairings.review(a_pairing(), TODAY, (), TODAY)
    short, _ = pairings.review(a_pairing(), TODAY, (replace_value(2),), TODAY)
    full, _ = pairings.review(short, TODAY, (replace_value(3),), TODAY)
    assert (short.met, full.met) == (0, 1)


def replace_value(value: int) -> Goal:
    return Goal(indicator="stations", value=value, unit="个")


def test_a_pairing_that_is_ended_changes_no_more() -> None:
    over, _ = pairings.end(a_pairing(), TODAY, "goals_met", TODAY)
    with pytest.raises(pairings.PairingOver):
        pairings.review(over, TODAY, GOALS, TODAY)
    with pytest.raises(pairings.PairingOver):
        pairings.end(over, TODAY, "goals_met", TODAY)


def test_a_station_that_does_not_stand_takes_no_students() -> None:
    for stage in (Stage.PLANNED, Stage.CLOSED):
        with pytest.raises(practice.StationTakesNoStudents):
            practice.open_base(a_base(), a_station(stage=stage), TODAY)
    assert practice.open_base(a_base(), a_station(), TODAY)[1]


def test_a_half_years_count_takes_the_place_of_the_one_before() -> None:
    one, _ = practice.count_interns(a_base(), "2026H1", 4, TODAY)
    two, (event,) = practice.count_interns(one, "2026H1", 6, TODAY)
    assert two.interns == {"2026H1": 6}
    assert (getattr(event, "was_persons", None), getattr(event, "persons", None)) == (4, 6)
    assert practice.count_interns(two, "2026H1", 6, TODAY) == (two, [])


@pytest.mark.parametrize("period", ["2025H2", "2027H1"])
def test_interns_are_counted_only_while_the_base_is_there(period: str) -> None:
    with pytest.raises(practice.OutsideTheBase):
        practice.count_interns(a_base(), period, 1, TODAY)
    with pytest.raises(practice.NotAHalfYear):
        practice.count_interns(a_base(), "2026", 1, TODAY)


def test_a_closed_base_changes_no_more() -> None:
    closed, _ = practice.close_base(a_base(), TODAY, TODAY)
    with pytest.raises(practice.BaseClosed):
        practice.count_interns(closed, "2026H1", 1, TODAY)
