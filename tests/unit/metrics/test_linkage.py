"""The linkage rate, from needs as they were met to a county's rate and its parts."""

from __future__ import annotations

from datetime import date

from contracts.volunteers.need_life import NeedMet
from contracts.volunteers.parties import PartyJoined
from services.metrics.linkage import Linkage, linkage
from tests.unit.metrics.mothers import DATUN, GEJIU, HONGHE, TODAY, cube_of

OTHER = "532501003"
DAY = date(2022, 3, 1)


def met(region: str, *parties: str, on: date = DAY) -> NeedMet:
    return NeedMet(
        region=region,
        occurred_on=on,
        domain="elderly",
        target_group="general",
        parties=parties,
        accepted=1,
    )


NEEDS = (
    met(DATUN, "volunteer"),
    met(DATUN, "community", "volunteer"),
    met(DATUN, "charity", "community", "volunteer"),
    met(OTHER),
    met(GEJIU, "community", "volunteer"),
)


def test_the_rate_is_needs_met_together_of_needs_met_at_every_level() -> None:
    whole, parts = linkage(cube_of(*NEEDS), GEJIU, "2022", 2, TODAY)
    assert (whole.met, whole.linked, whole.percent) == (5, 3, 60.0)
    assert (parts[DATUN].met, parts[DATUN].linked) == (3, 2)
    assert parts[OTHER].percent == 0.0
    above, _ = linkage(cube_of(*NEEDS), HONGHE, "2022", 2, TODAY)
    assert above == whole


def test_another_least_number_of_parties_gives_another_rate_of_the_same_needs() -> None:
    rates = [linkage(cube_of(*NEEDS), GEJIU, "2022", least, TODAY)[0] for least in (1, 2, 3, 4)]
    assert [(rate.met, rate.linked) for rate in rates] == [(5, 4), (5, 3), (5, 1), (5, 0)]


def test_a_party_learnt_of_later_moves_the_rate_of_the_day_the_need_was_met() -> None:
    later = PartyJoined(
        region=DATUN,
        occurred_on=date(2022, 8, 1),
        domain="elderly",
        target_group="general",
        party="charity",
        basis="stated",
        was=("volunteer",),
        met_on=DAY,
    )
    cube = cube_of(met(DATUN, "volunteer"), later)
    assert linkage(cube, DATUN, "2022Q1", 2, TODAY)[0] == Linkage(met=1, linked=1)
    assert linkage(cube, DATUN, "2022Q3", 2, TODAY)[0] == Linkage()


def test_where_no_need_was_met_there_is_no_rate() -> None:
    assert linkage(cube_of(), GEJIU, "2022", 2, TODAY)[0].percent is None
