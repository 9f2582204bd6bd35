"""What must hold between the figures of one source: rules as data, named when broken."""

from __future__ import annotations

import pytest

from contracts import identities, indicators
from contracts.registry.reports import FigureStated
from tests.unit.metrics.mothers import stated


def figure(indicator: str, value: int, qualifier: str = "exact", **dimensions: str) -> FigureStated:
    unit = indicators.require(indicator).unit
    return stated(indicator, value, unit=unit, qualifier=qualifier, dimensions=dimensions)


def broken(*figures: FigureStated) -> list[str]:
    return [breach.rule.code for breach in identities.broken(figures)]


def test_the_reports_own_identities_hold() -> None:
    levels = {"assistant": 2786, "social_worker": 607}
    parts = [figure("certified_social_workers", n, level=level) for level, n in levels.items()]
    assert broken(figure("certified_social_workers", 3393), *parts) == []
    applied = [
        figure("exam_applicants", n, level=level)
        for level, n in {"assistant": 2756, "social_worker": 758, "senior": 10}.items()
    ]
    assert broken(figure("exam_applicants", 3524), figure("exam_paid", 3242), *applied) == []


def test_no_more_are_paid_than_applied_and_the_rule_is_named() -> None:
    (breach,) = identities.broken([figure("exam_paid", 3525), figure("exam_applicants", 3524)])
    assert breach.rule.code == "paid_within_applied"
    assert breach.rule.name_zh == "缴费人数不多于报考人数"
    assert (breach.whole.value, [part.value for part in breach.parts]) == (3524, [3525])


def test_a_subset_is_compared_with_its_set_of_the_same_part() -> None:
    applied = figure("exam_applicants", 5, level="senior")
    assert broken(figure("exam_paid", 6), applied) == []
    assert broken(figure("exam_paid", 6, level="senior"), applied) == ["paid_within_applied"]


def test_a_stage_of_money_is_within_the_stage_before_of_the_same_source() -> None:
    received = figure("funds", 100, source="budget", stage="received")
    assert broken(received, figure("funds", 101, source="budget", stage="spent")) == [
        "spent_within_received"
    ]
    assert broken(received, figure("funds", 101, source="charity", stage="spent")) == []


def test_a_part_is_no_larger_than_the_whole() -> None:
    assert broken(figure("stations", 81), figure("stations", 82, kind="township")) == [
        "part_within_whole"
    ]


def test_parts_are_no_larger_than_the_whole_together() -> None:
    parts = [figure("stations", 50, kind="township"), figure("stations", 40, kind="community")]
    assert broken(figure("stations", 81), *parts) == ["parts_make_the_whole"]
    assert broken(figure("stations", 91), *parts) == []


def test_all_the_parts_together_make_the_whole() -> None:
    levels = indicators.require("exam_applicants").members("level").codes
    parts = [figure("exam_applicants", 2, level=level) for level in levels]
    assert broken(figure("exam_applicants", 2 * len(levels)), *parts) == []
    assert broken(figure("exam_applicants", 2 * len(levels) + 1), *parts) == [
        "parts_make_the_whole"
    ]


@pytest.mark.parametrize(
    ("whole", "part", "breaks"),
    [
        ("exact", "at_least", True),
        ("at_least", "exact", False),
        ("about", "exact", False),
        ("exact", "about", False),
    ],
)
def test_a_figure_known_only_so_well_contradicts_only_so_much(
    whole: str, part: str, breaks: bool
) -> None:
    found = broken(figure("staff", 100, whole), figure("certified_staff", 105, part))
    assert bool(found) is breaks


def test_figures_of_other_sources_periods_and_units_are_not_compared() -> None:
    paid = figure("exam_paid", 9)
    for change in ({"source": "meeting_speech"}, {"period": "2022"}, {"unit": "人次"}):
        other = stated("exam_applicants", 1, **{"unit": "人", **change})
        assert broken(paid, other) == []


def test_every_rule_compares_figures_of_the_catalogue_in_their_own_words() -> None:
    rules = identities.subsets()
    assert len({rule.code for rule in rules}) == len(rules) > 10
    assert all(rule.name_zh and rule.name_en for rule in rules)
