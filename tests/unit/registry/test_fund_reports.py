"""Sums over areas, the checked rules, coverage: with the figures the half-year reports give."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.registry.funding.assistance import AssistanceYear
from services.registry.funding.coverage import counties, own_money
from services.registry.funding.domain import Fund
from services.registry.funding.placing import Sums, areas_of, placed, summed
from services.registry.funding.report_views import CheckView, permille
from services.registry.funding.rule_report import ceiling_checks, floor_checks
from services.registry.funding.trail import origins, tree, where_now
from tests.unit.registry.fund_mothers import (
    ASSISTANCE,
    LOTTERY,
    PROVINCE,
    QIUBEI,
    ROOT_ID,
    WENSHAN,
    funded,
    issue,
    opened_below,
    planned,
    receive,
    spend,
    undo,
)

WAN = 10_000_00  # 1 万元 in fen
BUDGET = replace(LOTTERY, source="budget")


def purchase(fund: Fund, fen: int, id_: str = "s") -> Fund:
    return spend(fund, fen, id_, use="service_purchase", target_group="low_income")[0]


def paid_by(funds: list[Fund], name: str) -> dict[str, Sums]:
    sums = summed(placed(funds), lambda entry: (getattr(entry.fund, name),))
    return {key: value for (key,), value in sums.items()}


def test_station_building_took_3194_of_4355_paid() -> None:
    building = funded(3194 * WAN)
    running = funded(1161 * WAN, fund=replace(LOTTERY, purpose="station_running"))
    promised = planned(9_000 * WAN, fund=replace(LOTTERY, purpose="services"))
    by_purpose = paid_by([building, running, promised], "purpose")
    whole = summed(placed([building, running, promised]), lambda _: ())[()]
    assert whole.paid == 4355 * WAN
    assert permille(by_purpose["station_building"], whole) == 733
    assert permille(by_purpose["services"], whole) == 0
    assert permille(Sums(planned=5), Sums(planned=5)) is None


def test_stages_are_sums_of_their_own() -> None:
    fund, _ = spend(receive(planned(1_000), 600)[0], 100)
    assert paid_by([fund], "source") == {
        "welfare_lottery": Sums(planned=1_000, received=600, paid=600, spent=100)
    }


def test_the_floor_counts_what_was_paid_and_shows_the_plan_beside() -> None:
    qujing = replace(LOTTERY, region="530300")
    lines = [funded(66 * WAN, fund=qujing), planned(500 * WAN, fund=qujing)]
    check = floor_checks(lines, {"530302001": 100, "530303001": 37}, 2022)["530300"]
    assert (check.numerator, check.denominator, check.planned) == (66 * WAN, 137, 566 * WAN)
    assert check.met is False
    shown = CheckView.of(check)
    assert shown.lacking_fen == 208 * WAN
    assert "2080000.00" in shown.satisfied_by
    assert shown.clause


@pytest.mark.parametrize(("money", "stations"), [(219, 109), (20, 10)])
def test_the_floor_is_met_by_two_wan_a_station(money: int, stations: int) -> None:
    puer = replace(LOTTERY, region="530800")
    check = floor_checks([funded(money * WAN, fund=puer)], {"530802001": stations}, 2022)
    assert check["530800"].met
    assert check["530000"].met


def test_money_for_training_or_of_another_year_builds_no_station() -> None:
    lines = [
        funded(50 * WAN, fund=replace(LOTTERY, purpose="capacity")),
        funded(50 * WAN, fund=replace(LOTTERY, year=2021)),
    ]
    assert floor_checks(lines, {"530802001": 1}, 2022)["530000"].numerator == 0


def test_where_no_station_stands_the_floor_is_neither_met_nor_broken() -> None:
    check = floor_checks([funded(50 * WAN)], {}, 2022)["530000"]
    assert check.met is None
    assert CheckView.of(check).satisfied_by


def test_the_ceiling_of_a_prefecture_is_computed_from_its_counties_parts() -> None:
    bought = purchase(funded(1_000, fund=ASSISTANCE), 60)
    years = [
        AssistanceYear(region=QIUBEI, year=2022, spending_fen=1_000),
        AssistanceYear(region="532601", year=2022, spending_fen=9_000),
        AssistanceYear(region=QIUBEI, year=2021, spending_fen=5),
    ]
    checks = ceiling_checks([bought], years, 2022)
    assert (checks[QIUBEI].met, checks[QIUBEI].lacking) == (False, 10)
    assert (checks[WENSHAN].numerator, checks[WENSHAN].denominator) == (60, 10_000)
    assert checks[WENSHAN].met
    assert checks["532601"].numerator == 0


def test_what_was_undone_or_is_relief_is_not_bought_under_the_ceiling() -> None:
    fund = purchase(funded(1_000, fund=ASSISTANCE), 60)
    fund, _ = undo(fund, "s", 20)
    fund, _ = spend(fund, 500, "s2", use="relief_payment", target_group="low_income")
    checks = ceiling_checks([fund], [], 2022)
    assert (checks[QIUBEI].numerator, checks[QIUBEI].met) == (40, None)


def test_ten_counties_and_one_alone_has_arranged_part_of_its_funds() -> None:
    own = funded(5 * WAN, fund=replace(BUDGET, region="530902"))
    promised = planned(5 * WAN, fund=replace(BUDGET, region="530921"))
    found = own_money([own, promised], "530900", "budget", 2022)
    assert [c.region for c in found] == counties("530900")
    assert sum(c.received > 0 for c in found) == 1
    assert sum(c.planned > 0 for c in found) == 2


def test_money_issued_from_above_is_not_a_countys_own() -> None:
    below = opened_below(issue(funded(1_000, fund=BUDGET), 300, to=QIUBEI)[0])
    assert not any(c.planned for c in own_money([below], QIUBEI, "budget", 2022))


def test_a_place_lies_in_its_county_prefecture_and_province() -> None:
    assert areas_of("532626100") == (PROVINCE, WENSHAN, QIUBEI)
    assert areas_of(PROVINCE) == (PROVINCE,)


def test_a_trail_leads_up_to_the_plan_and_down_to_the_use() -> None:
    root, _ = issue(funded(1_000), 600)
    middle, _ = spend(receive(opened_below(root), 400, "r2")[0], 150)
    below = {m.fund_id for m in root.movements if m.fund_id}.pop()
    lines = {ROOT_ID: root, below: middle}
    (origin,) = origins(below, lines.get)
    assert (origin.id, [(m.id, left) for m, left in origin.issues]) == (ROOT_ID, [("i", 600)])
    node = tree(ROOT_ID, root, lines)
    assert [(m.use, left) for m, left in node.below[0].spendings] == [("station_equipment", 150)]
    assert node.below[0].on_the_way == 200
    now = where_now(node)
    assert (now.received, now.spent, now.on_lines, now.on_the_way) == (1_000, 150, 650, 200)
