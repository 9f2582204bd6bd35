from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.codes import FUND_SOURCES
from services.registry.funding import domain
from services.registry.funding.movements import PLANNED
from services.registry.funding.refusals import GroupForbidden, UseForbidden
from services.registry.funding.uses import PURCHASES, allowed, is_permitted, permissions
from tests.unit.registry.fund_mothers import ASSISTANCE, LOTTERY, TODAY, funded, moved, spend


def test_every_source_has_its_closed_list_and_cites_its_rule() -> None:
    real = set(FUND_SOURCES.codes) - {"all", "station_building"}
    assert set(permissions()) == real
    for rule in permissions().values():
        assert rule.rule_zh
        assert rule.rule_en.isascii()
        assert rule.uses
        assert bool(rule.document) == bool(rule.title)


@pytest.mark.parametrize("use", ["station_equipment", "staff_pay", "training", "exam_incentive"])
def test_assistance_money_is_spent_around_people_on_assistance_alone(use: str) -> None:
    with pytest.raises(UseForbidden) as refused:
        spend(funded(fund=ASSISTANCE), 1, use=use, target_group="minimum_living")
    said = refused.value
    assert said.members["rule"] == "permitted_uses.social_assistance"
    assert said.members["document"] == "民发〔2017〕153号"
    assert "service_purchase" in said.members["allowed"]  # type: ignore[operator]
    assert "民发〔2017〕153号" in said.sentence("zh")


@pytest.mark.parametrize("group", ["", "general", "veteran", "left_behind_elderly"])
def test_relief_is_never_moved_to_people_who_are_not_on_assistance(group: str) -> None:
    with pytest.raises(GroupForbidden) as refused:
        spend(funded(fund=ASSISTANCE), 1, use="relief_payment", target_group=group)
    assert "minimum_living" in refused.value.members["allowed"]  # type: ignore[operator]
    fund, _ = spend(funded(fund=ASSISTANCE), 1, use="relief_payment", target_group="low_income")
    assert fund.spent == 1


@pytest.mark.parametrize("use", ["relief_payment", "staff_pay", "station_running", "other_use"])
def test_lottery_money_keeps_to_what_it_is_raised_for(use: str) -> None:
    with pytest.raises(UseForbidden) as refused:
        spend(funded(), 1, use=use)
    assert refused.value.members["document"] == "财综〔2021〕18号"
    assert spend(funded(), 1, use="elderly_service")[0].spent == 1


@pytest.mark.parametrize("source", sorted(set(FUND_SOURCES.codes) - {"all", "station_building"}))
@pytest.mark.parametrize("use", ["agency_running", "reception"])
def test_no_source_pays_for_the_office_or_its_receptions(source: str, use: str) -> None:
    fund = funded(fund=replace(LOTTERY, source=source))
    with pytest.raises(UseForbidden):
        spend(fund, 1, use=use)


def test_a_line_may_allow_less_than_its_source_and_never_more() -> None:
    narrow = replace(LOTTERY, uses=("elderly_service",))
    with pytest.raises(UseForbidden) as refused:
        spend(funded(fund=narrow), 1, use="station_equipment")
    assert refused.value.members["allowed"] == ["elderly_service"]
    wide = replace(LOTTERY, uses=("staff_pay",))
    with pytest.raises(UseForbidden):
        domain.open_line(wide, moved(PLANNED, 1, "p"), TODAY)


def test_a_refused_use_leaves_the_balance_as_it_was() -> None:
    fund = funded()
    with pytest.raises(UseForbidden):
        spend(fund, 1, use="reception")
    assert fund.available == 1_000


def test_what_buys_services_is_known_to_the_ceiling() -> None:
    assert set(allowed("social_assistance")) - {"relief_payment"} == PURCHASES
    assert is_permitted("social_assistance", (), "service_purchase", "disabled")
    assert not is_permitted("social_assistance", (), "service_purchase", "")
