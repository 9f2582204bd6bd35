"""The three lists of a place: drafted, published, compared by period."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.volunteers.lists import ListedItem, ListPublished
from servicekit.aggregate import Stored
from services.metrics.counting import deltas_of
from services.volunteers.lists import domain
from services.volunteers.lists.domain import Comparison, Item, Met, PlaceList
from services.volunteers.lists.index import ListIndex
from services.volunteers.lists.refusals import (
    ItemTwice,
    ItemUnknown,
    LaterPublished,
    ListEmpty,
    ListFrozen,
    ListNotPublished,
    NotAList,
    PeriodNotBegun,
)
from tests.unit.volunteers.mothers import GEJIU, GEJIU_TOWNSHIP, MENGZI, TODAY

OTHER_TOWNSHIP = "532501002"
MET = Met(on=TODAY, evidence="0" * 64)


def an_item(id_: str, area: str = "elderly") -> Item:
    return Item(title="助餐", told=ListedItem(id=id_, domain=area, quantity=20, unit="户"))


def a_list(*ids: str, **changes: Any) -> PlaceList:
    """Needs of a village in the second quarter of 2026."""
    known = PlaceList(region=GEJIU_TOWNSHIP, place="龙井村", kind="needs", period="2026Q2")
    return replace(known, **{"items": tuple(an_item(id_) for id_ in ids), **changes})


def published(*ids: str, **changes: Any) -> PlaceList:
    return domain.publish(a_list(*ids, **changes), (), TODAY)[0]


def test_a_published_list_is_frozen() -> None:
    frozen = published("a")
    with pytest.raises(ListFrozen):
        domain.draft(frozen, [an_item("b")], TODAY)
    assert domain.publish(frozen, (), TODAY) == (frozen, [])


def test_a_draft_is_replaced_as_a_whole() -> None:
    drafted, _ = domain.draft(a_list("a"), [an_item("b")], TODAY)
    assert (drafted.ids, drafted.stage) == (("b",), "draft")


def test_an_item_stands_in_a_list_once() -> None:
    with pytest.raises(ItemTwice):
        domain.draft(a_list(), [an_item("a"), an_item("a")], TODAY)


def test_an_empty_list_is_not_published_nor_one_whose_period_has_not_begun() -> None:
    with pytest.raises(ListEmpty):
        published()
    with pytest.raises(PeriodNotBegun):
        published("a", period="2027Q1")


def test_a_list_is_of_a_period_that_ends() -> None:
    with pytest.raises(NotAList):
        domain.draft(a_list(period="cumulative"), [an_item("a")], TODAY)


def test_lists_of_a_place_are_published_in_the_order_of_their_periods() -> None:
    with pytest.raises(LaterPublished):
        domain.publish(a_list("a"), [published("b", period="2026Q3")], TODAY)


def test_an_item_is_carried_over_only_from_the_published_list_before() -> None:
    domain.require_carried(["a"], published("a", "b"))
    with pytest.raises(ItemUnknown):
        domain.require_carried(["c"], published("a", "b"))
    with pytest.raises(ItemUnknown):
        domain.require_carried(["a"], None)


def test_two_periods_are_compared_by_what_came_stayed_went_and_was_met() -> None:
    before, _ = domain.meet(published("a", "b", "c"), "b", MET, TODAY)
    now = a_list("c", "d", period="2026Q3")
    compared = domain.compare(before, now)
    assert compared == Comparison(added=("d",), kept=("c",), removed=("a", "b"), met=("b",))
    _, [event] = domain.publish(now, [before], TODAY)
    assert isinstance(event, ListPublished)
    told = (event.previous_period, event.added, event.kept, event.removed)
    assert told == ("2026Q2", 1, 1, 2)


def test_a_first_list_adds_everything() -> None:
    _, [event] = domain.publish(a_list("a", "b"), (), TODAY)
    told = (event.previous_period, event.added, event.removed)  # type: ignore[attr-defined]
    assert told == ("", 2, 0)


def test_the_list_before_is_the_latest_that_ended_earlier() -> None:
    lists = [published("a", period=period) for period in ("2025Q4", "2026Q1", "2026Q3")]
    found = domain.latest_before(a_list("a"), lists)
    assert found is not None
    assert found.period == "2026Q1"


def test_a_need_is_met_once_and_only_on_a_published_list_of_needs() -> None:
    met, [event] = domain.meet(published("a"), "a", MET, TODAY)
    assert met.items == published("a").items
    assert event.item.id == "a"  # type: ignore[attr-defined]
    assert domain.meet(met, "a", replace(MET, evidence="1" * 64), TODAY) == (met, [])
    with pytest.raises(ItemUnknown):
        domain.meet(published("a"), "z", MET, TODAY)
    for wrong in (a_list("a"), published("a", kind="services")):
        with pytest.raises(ListNotPublished):
            domain.meet(wrong, "a", MET, TODAY)


class Told:
    """Stands where the mirror does: tells its listener what is saved."""

    def __init__(self) -> None:
        self._known: dict[str, Stored[PlaceList]] = {}
        self.index = ListIndex(self)  # type: ignore[arg-type]

    def tell(self, listener: Any) -> None:
        self._listener = listener

    def save(self, *lists: PlaceList) -> ListIndex:
        for known in lists:
            id_ = domain.list_id(known)
            stored = Stored(id_, 1, known.region, known)
            self._listener(self._known.get(id_), stored)
            self._known[id_] = stored
        return self.index


def test_the_share_met_is_made_from_its_parts_and_never_averaged() -> None:
    one, three = published("a"), published("b", "c", "d", region=OTHER_TOWNSHIP)
    told = Told()
    told.save(one, three)
    index = told.save(domain.meet(one, "a", MET, TODAY)[0])
    whole, parts = index.shares(GEJIU, "2026Q2")
    assert (whole.listed, whole.met, whole.percent) == (4, 1, 25.0)
    assert {code: share.percent for code, share in parts.items()} == {
        GEJIU_TOWNSHIP: 100.0,
        OTHER_TOWNSHIP: 0.0,
    }
    assert index.shares(MENGZI, "2026Q2")[0].percent is None
    assert index.shares(GEJIU, "2026Q3")[0].listed == 0


def test_drafts_resources_and_services_are_in_no_share() -> None:
    others = [a_list("a"), published("b", kind="resources"), published("c", kind="services")]
    assert Told().save(*others).shares(GEJIU, "2026Q2")[0].listed == 0


def test_a_quarters_list_is_compared_with_a_quarters_and_not_with_a_years() -> None:
    index = Told().save(
        published("a", period="2025"),
        published("b", period="2026Q1"),
        published("c", period="2026Q1", place="新村"),
        a_list("d", period="2025Q4"),
    )
    assert [known.period for known in index.published(a_list())] == ["2026Q1"]


def test_there_is_one_list_of_a_place_kind_and_period() -> None:
    ids = {
        domain.list_id(known)
        for known in (
            a_list(),
            a_list(kind="services"),
            a_list(period="2026Q3"),
            a_list(place="新村"),
            a_list("a", published_on=TODAY),
        )
    }
    assert len(ids) == 4


def test_resources_needs_and_services_are_figures_of_their_own() -> None:
    found = {}
    for kind in domain.KINDS:
        _, [event] = domain.publish(a_list("a", "b", kind=kind), (), TODAY)
        found[kind] = [(cell.indicator, delta) for cell, delta in deltas_of(event)]
    assert found == {kind: [(f"listed_{kind}", 2)] for kind in domain.KINDS}


def test_a_met_need_is_counted_on_the_day_it_was_met() -> None:
    later = TODAY + timedelta(days=9)
    _, [event] = domain.meet(published("a"), "a", MET, later)
    [(cell, delta)] = deltas_of(event)
    assert (cell.indicator, cell.day, delta) == ("listed_needs_met", later, 1)
