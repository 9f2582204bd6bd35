"""The three-year programme: 一年覆盖、两年规范、三年提升."""

from __future__ import annotations

from datetime import date

import pytest

from contracts import codes
from contracts.registry.programme import Spell
from services.registry.programme.domain import (
    AIMS,
    Programme,
    SpellEndsBeforeItStarts,
    SpellsOutOfOrder,
    StageSkipped,
    set_stage,
    stage_of,
)

TODAY = date(2022, 6, 30)
COUNTY = Programme(region="532501")


def spell(stage: str, year: int, last: int = 0) -> Spell:
    return Spell(stage=stage, starts_on=date(year, 1, 1), ends_on=date(last or year, 12, 31))


def after(*spells: Spell) -> Programme:
    programme = COUNTY
    for one in spells:
        programme, _ = set_stage(programme, one, "", TODAY)
    return programme


def test_every_stage_has_a_rung_it_aims_at() -> None:
    assert tuple(AIMS) == codes.PROGRAMME_STAGES.codes


def test_an_area_goes_from_coverage_over_standard_to_improvement() -> None:
    programme = after(spell("coverage", 2021), spell("standard", 2022), spell("improvement", 2023))
    stages = {year: programme.on(date(year, 6, 30)) for year in (2020, 2021, 2022, 2023, 2025)}
    assert stages[2020] is None
    assert [s.stage for s in stages.values() if s] == [
        "coverage", "standard", "improvement", "improvement",
    ]  # fmt: skip


def test_no_stage_is_skipped_but_the_first_may_be_any() -> None:
    assert after(spell("standard", 2022)).spells
    with pytest.raises(StageSkipped):
        after(spell("coverage", 2021), spell("improvement", 2023))


def test_a_stage_begins_after_the_one_before_has_ended() -> None:
    with pytest.raises(SpellsOutOfOrder):
        after(spell("coverage", 2021, 2022), spell("standard", 2022))
    with pytest.raises(SpellsOutOfOrder):
        after(spell("standard", 2021), spell("coverage", 2022))
    with pytest.raises(SpellEndsBeforeItStarts):
        after(Spell(stage="coverage", starts_on=TODAY, ends_on=TODAY))


def test_setting_a_stage_again_corrects_its_days_and_tells_the_old_ones() -> None:
    programme = after(spell("coverage", 2021))
    longer = spell("coverage", 2021, 2022)
    corrected, (event,) = set_stage(programme, longer, "云民发〔2021〕36号", TODAY)
    assert corrected.spells == (longer,)
    assert (event.was, event.now) == (spell("coverage", 2021), longer)
    assert set_stage(corrected, longer, "", TODAY) == (corrected, [])


def test_an_area_without_a_stage_of_its_own_is_in_that_of_the_area_above() -> None:
    prefecture = Programme(region="532500", spells=(spell("coverage", 2021),))
    known = {"532500": prefecture}
    assert stage_of("532501002", known, TODAY) == (spell("coverage", 2021), "532500")
    own = {**known, "532501": Programme(region="532501", spells=(spell("standard", 2022),))}
    assert stage_of("532501002", own, TODAY) == (spell("standard", 2022), "532501")
    assert stage_of("530102", own, TODAY) is None
    assert stage_of("532501", own, date(2021, 6, 1)) == (spell("coverage", 2021), "532500")
