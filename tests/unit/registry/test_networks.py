"""Shapes of local networks: "1+10+X", "1652"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from contracts.registry.networks import NetworkShaped, NetworkWithdrawn, TierWanted
from services.registry.networks.domain import (
    KindTwice,
    Network,
    NetworkIsWithdrawn,
    NothingWanted,
    TiersOutOfOrder,
    fulfilment,
    reshape_network,
    shape_network,
    withdraw_network,
)
from services.registry.stations.station import Station
from tests.unit.registry.stations_stage import OPERATING, PLANNED, SIGNED, TODAY

COUNTY, STREET = "532501", "532501002"


def tier(*kinds: str, wanted: int | None = None) -> TierWanted:
    return TierWanted(kinds=kinds, wanted=wanted)


ONE_TEN_X = (tier("general", wanted=1), tier("subdistrict", "township", wanted=2), tier("room"))
NETWORK = Network(name="1+10+X", region=COUNTY, tiers=ONE_TEN_X)


def station(kind: str, *, parent: str = "", of: Station = SIGNED) -> Station:
    return replace(of, kind=kind, parent_id=parent)


def test_the_shape_tells_its_tiers_and_another_shape_the_old_ones_too() -> None:
    _, (said,) = shape_network(NETWORK, TODAY)
    assert isinstance(said, NetworkShaped)
    assert (said.was, said.now) == ((), ONE_TEN_X)
    village = (tier("township", wanted=1), tier("contact", wanted=6), tier("point", wanted=52))
    _, (again,) = reshape_network(NETWORK, "1652", village, TODAY)
    assert isinstance(again, NetworkShaped)
    assert (again.was, again.now) == (ONE_TEN_X, village)
    assert reshape_network(NETWORK, NETWORK.name, ONE_TEN_X, TODAY) == (NETWORK, [])


@pytest.mark.parametrize(
    ("tiers", "refusal"),
    [
        ((tier("room", wanted=1), tier("general", wanted=1)), TiersOutOfOrder),
        ((tier("township", wanted=1), tier("subdistrict", wanted=1)), TiersOutOfOrder),
        ((tier("general", "room", wanted=1), tier("township", wanted=1)), TiersOutOfOrder),
        ((tier("general", wanted=1), tier("room", "room")), KindTwice),
        ((tier("general"), tier("room")), NothingWanted),
    ],
)
def test_a_tier_stands_below_the_one_above_and_something_is_wanted(
    tiers: tuple[TierWanted, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        shape_network(replace(NETWORK, tiers=tiers), TODAY)


def test_how_far_the_real_stations_fulfil_the_shape() -> None:
    stations = {
        "g": station("general"),
        "s1": station("subdistrict", parent="g", of=OPERATING),
        "s2": station("subdistrict", parent="g", of=PLANNED),
        "r1": station("room", parent="s1"),
        "r2": station("room", parent="g"),
        "elsewhere": replace(station("general"), region="532503001"),
    }
    top, middle, rooms = fulfilment(NETWORK, stations, TODAY)
    assert (top.standing, top.lacking, top.fulfilled) == (1, 0, True)
    assert (middle.standing, middle.operating, middle.lacking) == (1, 1, 1)
    assert not middle.fulfilled
    assert (rooms.standing, rooms.lacking, rooms.unattached) == (2, 0, ("r2",))


def test_a_shape_is_compared_with_what_stood_on_the_day_asked() -> None:
    stations = {"s1": station("subdistrict", of=OPERATING)}
    assert fulfilment(NETWORK, stations, date(2022, 2, 28))[1].standing == 0
    assert fulfilment(NETWORK, stations, date(2022, 3, 1))[1].operating == 0


def test_a_withdrawn_network_changes_no_more() -> None:
    gone, (said,) = withdraw_network(NETWORK, TODAY)
    assert isinstance(said, NetworkWithdrawn)
    for verb in (
        lambda: withdraw_network(gone, TODAY),
        lambda: reshape_network(gone, "1652", ONE_TEN_X, TODAY),
    ):
        with pytest.raises(NetworkIsWithdrawn):
            verb()
