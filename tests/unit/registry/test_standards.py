from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from contracts import codes
from services.registry.standards.defaults import (
    catch_up,
    decided,
    default_id,
    defaults,
    known_documents,
    lags,
)
from services.registry.standards.domain import end_rule, set_rule
from services.registry.standards.measures import measures
from services.registry.standards.refusals import (
    DocumentDoesNotReach,
    DocumentNotInForce,
    KindsNotApplicable,
    LocalItemIncomplete,
    LooserThanAbove,
    NotAfterLast,
    RuleExists,
    RuleOver,
    ThresholdInvalid,
)
from services.registry.standards.rulebook import Rulebook, Subjected
from tests.unit.registry.standard_mothers import (
    DOCUMENTS,
    GEJIU,
    HONGHE,
    KUNMING,
    PROVINCE_PAPER,
    START,
    TODAY,
    TOWNSHIP,
    changed,
    rule,
    set_in,
    standing,
    version,
)

LATER = date(2022, 7, 1)


def test_a_lower_area_may_tighten_a_rule() -> None:
    stricter, (event,) = set_in(rule(30, HONGHE), above=rule(20))
    assert stricter.latest.at_least == 30
    assert (event.region, event.document_number) == (HONGHE, "云民发〔2021〕36号")


def test_a_lower_area_may_never_be_looser_and_hears_which_rule_stands_above() -> None:
    with pytest.raises(LooserThanAbove) as refused:
        set_in(rule(15, GEJIU), above=rule(20, HONGHE))
    said = refused.value
    assert said.members == {
        "rule": "above",
        "document": "《建站通知》（云民发〔2021〕36号）",
        "clause": "第三条",
        "needed": 20,
        "area": "红河哈尼族彝族自治州",
    }
    assert "云民发〔2021〕36号" in said.sentence("zh")
    assert "第三条" in said.sentence("zh")


def test_a_rule_of_another_area_binds_nobody_here() -> None:
    assert set_in(rule(15, KUNMING), above=rule(20, HONGHE))


def test_a_change_may_not_loosen_below_what_stands_above_either() -> None:
    with pytest.raises(LooserThanAbove):
        changed(rule(30, HONGHE), version(10, LATER), above=rule(20))
    assert changed(rule(30, HONGHE), version(25, LATER), above=rule(20))


def test_rules_for_other_kinds_of_stations_do_not_stand_above_each_other() -> None:
    townships = rule(20, kinds=("township",))
    assert set_in(rule(5, HONGHE, kinds=("room",)), above=townships)
    with pytest.raises(LooserThanAbove):
        set_in(rule(5, HONGHE, kinds=("room", "township")), above=townships)


def test_what_only_demonstration_sites_must_have_is_no_floor_for_the_others() -> None:
    extra = rule(100, demonstration_only=True)
    assert set_in(rule(20, HONGHE), above=extra)
    with pytest.raises(LooserThanAbove):
        set_in(rule(20, HONGHE, demonstration_only=True), above=extra)


def test_a_rule_above_that_has_ended_binds_nobody() -> None:
    assert set_in(rule(5, HONGHE), above=rule(20, ended_on=START))


def test_a_change_is_a_version_of_its_own_from_a_later_day() -> None:
    after, (event,) = changed(rule(20), version(25, LATER))
    assert [v.at_least for v in after.versions] == [20, 25]
    assert (event.was_at_least, event.at_least) == (20, 25)  # type: ignore[attr-defined]
    assert after.on(TODAY) == after.versions[0]
    assert after.on(LATER) == after.versions[1]
    assert after.on(date(2021, 12, 31)) is None
    with pytest.raises(NotAfterLast):
        changed(after, version(30, LATER))


def test_an_ended_rule_holds_until_that_day_and_is_changed_no_more() -> None:
    ended, (event,) = end_rule(rule(20), LATER, standing())
    assert event.ended_on == LATER  # type: ignore[attr-defined]
    assert ended.on(TODAY) is not None
    assert ended.on(LATER) is None
    with pytest.raises(RuleOver):
        changed(ended, version(30, date(2023, 1, 1)))
    with pytest.raises(NotAfterLast):
        end_rule(rule(20), date(2021, 1, 1), standing())


def test_an_area_has_one_rule_for_one_thing() -> None:
    with pytest.raises(RuleExists) as refused:
        set_in(rule(30, HONGHE), there=rule(20, HONGHE))
    assert refused.value.members == {"rule": "there"}
    assert set_in(rule(30, HONGHE), there=rule(20, HONGHE, ended_on=START))


def test_a_rule_cites_a_document_of_its_own_area_or_from_above() -> None:
    assert set_in(rule(20, GEJIU, versions=(version(20, cites="honghe"),)))
    with pytest.raises(DocumentDoesNotReach):
        set_in(rule(20, KUNMING, versions=(version(20, cites="honghe"),)))


def test_a_rule_cites_a_document_in_force_on_its_first_day() -> None:
    over = replace(PROVINCE_PAPER, valid_until=date(2021, 12, 31))
    known = replace(standing(), documents={"province": over})
    with pytest.raises(DocumentNotInForce):
        set_rule("new", rule(20), known)
    heir = replace(PROVINCE_PAPER, supersedes=("province",))
    known = replace(standing(), documents={**DOCUMENTS, "heir": heir})
    with pytest.raises(DocumentNotInForce):
        set_rule("new", rule(20), known)


def test_a_yes_or_no_item_is_asked_for_once() -> None:
    with pytest.raises(ThresholdInvalid):
        set_in(rule(2, measure="rules_on_wall"))


def test_an_item_of_ones_own_has_a_name_and_belongs_to_a_have() -> None:
    own = rule(1, HONGHE, measure="local_item", name="双语标识", of_have="functions")
    set_, (event,) = set_in(own)
    assert (set_.zh, set_.have, event.have) == ("双语标识", "functions", "functions")
    for broken in (replace(own, name=""), replace(own, of_have=""), rule(20, name="别名")):
        with pytest.raises(LocalItemIncomplete):
            set_in(broken)


def test_what_is_asked_of_a_township_takes_no_kinds_of_station() -> None:
    with pytest.raises(KindsNotApplicable):
        set_in(rule(1, measure="stations", kinds=("township",)))


def test_of_several_rules_the_strictest_binds_and_of_equals_the_one_set_higher_up() -> None:
    who = Subjected(TOWNSHIP, "township")
    rules = {"a": rule(20), "b": rule(30, HONGHE), "c": rule(30, GEJIU), "d": rule(99, KUNMING)}
    (binding,) = Rulebook(rules, DOCUMENTS, TODAY).binding(who)
    assert (binding.rule_id, binding.version.at_least) == ("b", 30)
    raised = {**rules, "a": rule(40)}
    assert Rulebook(raised, DOCUMENTS, TODAY).binding(who)[0].rule_id == "a"


def test_a_rulebook_is_of_its_day() -> None:
    rules = {"a": rule(20, versions=(version(20, LATER),))}
    assert Rulebook(rules, DOCUMENTS, TODAY).binding(Subjected(TOWNSHIP, "township")) == ()
    assert Rulebook(rules, DOCUMENTS, LATER).binding(Subjected(TOWNSHIP, "township"))


def test_the_default_standards_keep_the_rules_they_are_under() -> None:
    made = decided(defaults(), TODAY)
    assert {rule.have for rule, _ in made.values()} - {""} == set(codes.HAVES.codes)
    assert all(rule.latest.cites.document_id in known_documents() for rule, _ in made.values())
    assert set(measures()) == set(codes.STANDARD_MEASURES.codes)


@pytest.mark.parametrize(
    ("key", "region", "at_least"),
    [
        ("honghe-office", "532500", 20),
        ("honghe-service", "532500", 80),
        ("luquan-office", "530128", 200),
        ("lincang-people", "530900", 2),
        ("qujing-certified", "530300", 1),
        ("wuding-senior", "532329", 1),
        ("floor-20000-yuan", "530000", 2_000_000),
    ],
)
def test_the_local_rules_of_the_reports_are_data(key: str, region: str, at_least: int) -> None:
    rule_, _ = decided(defaults(), TODAY)[default_id(key)]
    assert (rule_.region, rule_.latest.at_least) == (region, at_least)


def test_a_later_version_of_the_project_adds_to_a_rule_nobody_has_touched() -> None:
    row = defaults()[0]
    newer = replace(row, since=2, rule=replace(row.rule, versions=(
        replace(row.rule.latest, effective_from=LATER),
    )))  # fmt: skip
    change = decided((row, newer), TODAY)[row.id]
    assert lags(row.rule, change[0])
    after, events = catch_up(row.rule, change)
    assert (len(after.versions), len(events)) == (2, 1)
    ended = replace(row.rule, ended_on=LATER)
    assert catch_up(ended, change) == (ended, [])
