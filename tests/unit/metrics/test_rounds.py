"""A report round: who may do what next, and what a published period is worth."""

from __future__ import annotations

import json
from datetime import date

import pytest

from services.metrics.counting import Cell
from services.metrics.cube import Cube
from services.metrics.rounds import domain, report
from services.metrics.rounds.domain import Round

HONGHE, GEJIU, DATUN, YUNNAN = "532500", "532501", "532501002", "530000"
TODAY = date(2022, 7, 8)
HALF = "2022H1"


def opened(region: str = GEJIU) -> Round:
    return domain.open_round(region, HALF, TODAY)[0]


def submitted(region: str = GEJIU, today: date = TODAY) -> Round:
    return domain.submit(opened(region), "clerk", "county", today)[0]


def checked(found: Round, *levels: str) -> Round:
    for level in levels:
        found = domain.check(found, f"{level} officer", level, TODAY)[0]
    return found


def test_a_countys_figures_are_checked_by_county_prefecture_and_province_in_this_order():
    found = submitted()
    with pytest.raises(domain.NextLevel):
        domain.check(found, "someone", "prefecture", TODAY)
    found = checked(found, "county", "prefecture")
    assert found.next_level() == "province"
    assert checked(found, "province").next_level() is None


def test_a_prefectures_figures_need_no_county():
    assert submitted(HONGHE).levels() == ("prefecture", "province")
    assert submitted(YUNNAN).levels() == ("province",)


def test_who_submitted_does_not_check():
    with pytest.raises(domain.SamePerson):
        domain.check(submitted(), "clerk", "county", TODAY)


def test_what_was_sent_back_is_open_again_and_checked_from_the_beginning():
    found = checked(submitted(), "county", "prefecture")
    back, (told,) = domain.send_back(found, "p", "province", "户数与人次不符", TODAY)
    assert (back.state, told.level) == ("open", "province")
    assert "户数" not in str(told), "the reason stays in the round"
    again = domain.submit(back, "clerk", "county", TODAY)[0]
    assert again.next_level() == "county"


def test_a_period_is_submitted_after_it_has_ended_and_late_after_its_days():
    with pytest.raises(domain.PeriodNotOver):
        submitted(today=date(2022, 6, 30))
    assert submitted(today=date(2022, 7, 10)).days_late == 0
    assert submitted(today=date(2022, 7, 12)).days_late == 2


def test_only_what_every_level_has_checked_is_published_and_only_once():
    with pytest.raises(domain.NextLevel):
        domain.publish(checked(submitted(), "county"), "p", "h", 1, {}, TODAY)
    whole = checked(submitted(), "county", "prefecture", "province")
    done, (told,) = domain.publish(whole, "p", "h", 3, {"a/0": 5, "b/0": 7}, TODAY)
    assert (done.state, told.events, told.lines) == ("published", 12, 3)
    for step in (
        lambda: domain.publish(done, "p", "h", 3, {}, TODAY),
        lambda: domain.submit(done, "clerk", "county", TODAY),
        lambda: domain.send_back(done, "p", "province", "晚了", TODAY),
    ):
        with pytest.raises(domain.WrongStep):
            step()


@pytest.mark.parametrize(
    ("region", "period", "refusal"),
    [
        (GEJIU, "cumulative", domain.PeriodOpenEnded),
        (DATUN, HALF, domain.RegionTooSmall),
    ],
)
def test_a_round_is_for_a_whole_period_of_a_county_or_more(region, period, refusal):
    with pytest.raises(refusal):
        domain.open_round(region, period, TODAY)


def cube(*cells: tuple[str, str, date, str, int]) -> Cube:
    found = Cube()
    found.add([(Cell(code, region, day, by), value) for code, region, day, by, value in cells])
    return found


VISITS = ("service_person_times", DATUN, date(2022, 3, 1), "domain=elderly", 40)


def made(of: Cube, positions: dict[str, int] | None = None) -> report.Report:
    return report.report_of(of, HONGHE, HALF, positions or {"registry.service-log/0": 9}, TODAY)


def test_the_same_figures_and_events_make_the_same_bytes():
    assert made(cube(VISITS)).text == made(cube(VISITS)).text
    assert made(cube(VISITS)).hash != made(cube(VISITS), {"registry.service-log/0": 10}).hash
    said = json.loads(made(cube(VISITS)).text)
    assert said["rules"] == report.RULES
    regions = {f["region"] for f in said["figures"] if f["value"] == 40}
    assert regions == {HONGHE, GEJIU}


def test_a_late_fact_is_an_adjustment_with_the_figure_restated():
    published = made(cube(VISITS))
    late = ("service_person_times", DATUN, date(2022, 6, 30), "domain=elderly", 2)
    outside = ("service_person_times", DATUN, date(2022, 7, 1), "domain=elderly", 99)
    found = report.adjustments(published.text, made(cube(VISITS, late, outside)))
    assert {(a.region, a.published, a.now) for a in found} == {(HONGHE, 40, 42), (GEJIU, 40, 42)}
    assert report.adjustments(published.text, made(cube(VISITS, outside))) == []


def test_a_fact_taken_back_adjusts_its_line_to_nothing():
    published = made(cube(VISITS))
    assert {a.now for a in report.adjustments(published.text, made(cube()))} == {0}
