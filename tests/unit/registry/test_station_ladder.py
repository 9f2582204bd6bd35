"""The ladder: signed is not equipped, equipped is not running, running is not professional."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from contracts import codes
from services.registry.stations.domain import (
    close_station,
    count_staff,
    equip_station,
    file_evidence,
    make_professional,
    open_station,
    resume_station,
    sign_station,
    suspend_station,
)
from services.registry.stations.ladder import RUNGS, Stage, requirements
from services.registry.stations.refusals import (
    DateInFuture,
    DateOutOfOrder,
    EvidenceMissing,
    EvidenceTooEarly,
    WrongStage,
)
from services.registry.stations.station import Station
from tests.unit.registry.stations_stage import (
    CERTIFIED,
    EQUIPMENT,
    EQUIPPED,
    OPERATING,
    PEOPLE,
    PLANNED,
    SIGNED,
    STAFFED,
    TODAY,
    TOP,
    shown,
)

MAY = date(2022, 5, 2)


def lacking(station: Station, up_to: Stage, *, served: bool = False) -> list[str]:
    return [required.evidence for required in station.missing(up_to, served=served)]


def test_the_ladder_goes_from_signed_over_equipped_and_operating_to_professional() -> None:
    assert [s.stage for s in (SIGNED, EQUIPPED, OPERATING, TOP)] == list(RUNGS)
    assert [step.stage for step in TOP.history] == list(RUNGS)


def test_every_rung_has_its_evidence_and_every_kind_of_evidence_its_rung() -> None:
    assert {required.rung for required in requirements()} == set(RUNGS)
    assert {required.evidence for required in requirements()} == set(codes.EVIDENCE_KINDS.codes)


def test_a_station_is_not_equipped_without_premises_equipment_and_rules_on_the_wall() -> None:
    with pytest.raises(EvidenceMissing) as refused:
        equip_station(SIGNED, MAY, TODAY, EQUIPMENT[:2])
    assert refused.value.members == {"missing": ["rules_on_wall"]}
    assert "制度流程上墙" in refused.value.sentence("zh")


def test_a_station_is_not_professional_before_every_rung_below_is_shown() -> None:
    opened, _ = open_station(replace(SIGNED, evidence=()), date(2022, 4, 1), TODAY)
    with pytest.raises(EvidenceMissing) as refused:
        make_professional(opened, MAY, TODAY, CERTIFIED)
    assert refused.value.members["missing"] == [
        "plate", "premises", "equipment", "rules_on_wall", "people_on_post", "first_service",
    ]  # fmt: skip


def test_what_the_register_itself_shows_needs_no_document() -> None:
    assert lacking(STAFFED, Stage.PROFESSIONAL, served=True) == [
        "premises", "equipment", "rules_on_wall", "professional_supervision",
    ]  # fmt: skip
    assert "first_service" in lacking(STAFFED, Stage.PROFESSIONAL)


def test_a_station_may_open_without_evidence_and_then_shows_what_is_missing() -> None:
    opened, (event,) = open_station(SIGNED, MAY, TODAY)
    assert event.was == Stage.SIGNED  # type: ignore[attr-defined]
    assert lacking(opened, opened.stage) == [
        "premises", "equipment", "rules_on_wall", "people_on_post", "first_service",
    ]  # fmt: skip


def test_evidence_of_rungs_reached_may_be_filed_later_and_the_rung_stays() -> None:
    opened, _ = open_station(SIGNED, MAY, TODAY)
    filed, (event,) = file_evidence(opened, (*EQUIPMENT, *PEOPLE), TODAY)
    assert (filed.stage, lacking(filed, filed.stage)) == (Stage.OPERATING, [])
    assert event.evidence == (*EQUIPMENT, *PEOPLE)  # type: ignore[attr-defined]
    assert file_evidence(filed, EQUIPMENT, TODAY) == (filed, [])


def test_evidence_of_a_rung_two_steps_ahead_is_too_early() -> None:
    with pytest.raises(EvidenceTooEarly):
        file_evidence(SIGNED, PEOPLE, TODAY)
    assert file_evidence(SIGNED, EQUIPMENT, TODAY)[0].stage is Stage.SIGNED


def test_evidence_cannot_show_what_is_yet_to_come() -> None:
    with pytest.raises(DateInFuture):
        sign_station(PLANNED, TODAY, TODAY, shown("plate", on=date(2022, 7, 1)))


@pytest.mark.parametrize("station", [SIGNED, EQUIPPED, OPERATING, TOP])
def test_a_suspended_station_comes_back_to_the_rung_it_left(station: Station) -> None:
    suspended, (said,) = suspend_station(station, MAY, "no_staff", TODAY)
    assert (suspended.stage, suspended.rung) == (Stage.SUSPENDED, station.stage)
    assert said.was == station.stage  # type: ignore[attr-defined]
    again, (event,) = resume_station(suspended, date(2022, 6, 1), TODAY)
    assert again.stage == event.stage == station.stage  # type: ignore[attr-defined]


def test_a_suspended_station_climbs_no_rung_but_its_staff_may_leave() -> None:
    suspended, _ = suspend_station(SIGNED, MAY, "no_staff", TODAY)
    for step in (equip_station, open_station, make_professional):
        with pytest.raises(WrongStage):
            step(suspended, TODAY, TODAY)
    assert count_staff(suspended, STAFFED.staff, TODAY, TODAY)[1]


def test_a_suspended_station_that_closes_leaves_the_stock() -> None:
    suspended, _ = suspend_station(OPERATING, MAY, "no_staff", TODAY)
    _, (event,) = close_station(suspended, TODAY, "no_staff", TODAY)
    assert (event.counted, event.was) == (True, "suspended")  # type: ignore[attr-defined]


def test_no_step_is_dated_before_the_last() -> None:
    with pytest.raises(DateOutOfOrder):
        suspend_station(OPERATING, date(2022, 3, 31), "no_staff", TODAY)


def test_where_a_station_stood_on_a_day_is_remembered() -> None:
    days = [date(2022, 2, 28), date(2022, 3, 1), date(2022, 3, 31), date(2022, 4, 1), TODAY]
    assert [TOP.stage_on(day) for day in days] == [
        Stage.PLANNED, Stage.SIGNED, Stage.EQUIPPED, Stage.OPERATING, Stage.PROFESSIONAL,
    ]  # fmt: skip


def test_a_station_entered_before_steps_were_kept_has_them_from_its_days() -> None:
    old = replace(
        SIGNED,
        steps=(),
        stage=Stage.OPERATING,
        opened_on=date(2022, 4, 1),
    )
    assert [step.stage for step in old.history] == [Stage.SIGNED, Stage.OPERATING]
    suspended, _ = suspend_station(old, MAY, "no_staff", TODAY)
    assert resume_station(suspended, TODAY, TODAY)[0].stage is Stage.OPERATING
