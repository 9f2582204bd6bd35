"""Figures of some members of a dimension only."""

from __future__ import annotations

import pytest

from contracts.indicators import DimensionUnknown, MemberUnknown
from services.metrics import figures, statements
from services.metrics.figures import Question
from tests.unit.metrics.mothers import HONGHE, TODAY, cube_of, recorded, stated

SERVICES = "service_person_times"
CUBE = cube_of(
    recorded(person_times=1, domain="elderly"),
    recorded(person_times=2, domain="children"),
    recorded(person_times=4, domain="children", target_group="general"),
    recorded(person_times=8, domain="other", target_group="general"),
    stated("stations", 9, dimensions={"kind": "township"}),
    stated("stations", 5, dimensions={"kind": "subdistrict"}),
)


def asked(where: str, by: str = "", indicator: str = SERVICES) -> Question:
    return Question.of(indicator, HONGHE, "2022H1", by, TODAY, "now", where)


def values(where: str, by: str = "") -> list[tuple[dict[str, str], int]]:
    rows = figures.recorded(CUBE, asked(where, by), "")
    return [(row.dimensions, row.value) for row in rows]


@pytest.mark.parametrize(
    ("where", "total"),
    [
        ("", 15),
        ("domain=elderly", 1),
        ("domain=elderly+children", 7),
        ("domain=children;target_group=general", 4),
        ("domain=social_affairs", 0),
    ],
)
def test_only_the_members_asked_for_are_summed_up_into_one_total(where: str, total: int) -> None:
    assert values(where) == [({}, total)]


def test_a_split_lists_only_the_members_asked_for() -> None:
    assert values("domain=elderly+children", "domain") == [
        ({"domain": "children"}, 6),
        ({"domain": "elderly"}, 1),
    ]
    assert values("target_group=general", "domain") == [
        ({"domain": "children"}, 4),
        ({"domain": "other"}, 8),
    ]


@pytest.mark.parametrize("by", ["", "domain"])
def test_a_trace_opens_only_cells_of_the_members_asked_for(by: str) -> None:
    question = asked("domain=children", by)
    assert question.counts("domain=children;activity=group")
    assert not question.counts("domain=elderly;activity=group")
    assert not question.counts("activity=group")


def test_a_statement_is_found_by_the_member_it_is_about() -> None:
    rows = statements.stated(CUBE, asked("kind=township", "", "stations"))
    assert [row.value for row in rows] == [9]


def test_members_and_dimensions_that_are_none_are_refused() -> None:
    with pytest.raises(MemberUnknown):
        asked("domain=nothing")
    with pytest.raises(DimensionUnknown):
        asked("kind=township")
