"""The tree of regions through time: what stood when, what became of it, what a change may do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.problems import ContractError
from contracts.regions import changing
from contracts.regions.change import Change, Succession
from contracts.regions.changing import Part
from contracts.regions.history import ALWAYS, LATEST, OPEN, History, Span
from contracts.regions.published import published
from contracts.regions.region import Region, level_of, parent_of

DAY = date(2022, 3, 1)
LATER = date(2023, 3, 1)

Verb = Callable[[History], tuple[Succession, ...]]


def changed(history: History, *successions: Succession, on: date = DAY, id_: str = "") -> History:
    return history.after(Change(id_ or f"c{len(history.changes)}", on, successions))


def refused(verb: Verb) -> str:
    with pytest.raises(ContractError) as caught:
        verb(published())
    assert caught.value.zh
    assert caught.value.en
    return caught.value.code


@pytest.mark.parametrize("year", [1996, 1998, 2000, 2005, 2015, 2019, 2020, 2022])
def test_the_province_of_a_past_year_is_whole(year: int) -> None:
    day = date(year, 6, 1)
    levels = Counter(region.level for region in published().all(day))
    assert levels["prefecture"] in (16, 17)
    assert levels["county"] in (128, 129)
    assert all(published().path(r.code, day)[-1] == "530000" for r in published().all(day))


def test_a_county_of_the_past_has_the_code_and_name_it_had_then() -> None:
    before, after = date(2020, 6, 1), date(2021, 6, 1)
    then = published().at("532331", before)
    assert then is not None
    assert then.name == "禄丰县"
    assert published().at("532302", before) is None
    assert published().at("532331", after) is None
    assert [published().holding("530304", date(y, 6, 1)) for y in (1996, 2000, 2022)] == [
        "532223",
        "530321",
        "530304",
    ]


def test_a_fact_rolls_up_as_then_or_as_now() -> None:
    filed, day = "532331", date(2020, 6, 1)
    assert published().roll_up(filed, day, "then") == ("532331", "532300", "530000")
    assert published().roll_up(filed, day, "now") == ("532302", "532300", "530000")
    assert published().roll_up("532302", day, "then") == ("532331", "532300", "530000")
    assert published().roll_up("999999", day, "now") == ()


def test_a_renamed_region_keeps_its_code_and_both_names_have_their_days() -> None:
    now = changed(published(), *changing.rename(published(), "532501002", "新屯街道", DAY))
    names = [now.at("532501002", d) for d in (DAY - timedelta(1), DAY)]
    assert [region.name for region in names if region] == ["大屯街道", "新屯街道"]
    assert now.successors("532501002", ALWAYS, LATEST) == {"532501002": 1}


def test_a_moved_county_takes_its_townships_and_villages_along() -> None:
    village = changed(
        published(), Succession(after="532501002001", name="一村"), on=date(2021, 1, 1)
    )
    now = changed(village, *changing.move(village, "532501", "532661", DAY))
    assert now.at("532501002001", DAY) is None
    assert now.at("532661002001", DAY) is not None
    assert now.roll_up("532501002", DAY, "now") == ("532661002", "532661", "532600", "530000")
    assert now.roll_up("532661002", date(2020, 1, 1), "then") == (
        "532501002", "532501", "532500", "530000",
    )  # fmt: skip
    assert now.renumbered("532501") == "532661"


def test_a_split_goes_to_its_parts_by_share_and_no_part_alone_takes_charge() -> None:
    parts = [Part("532501022", "甲街道", 70), Part("532501023", "乙街道", 30)]
    now = changed(published(), *changing.split(published(), "532501002", parts, DAY))
    assert now.successors("532501002", ALWAYS, DAY) == {
        "532501022": Fraction(7, 10),
        "532501023": Fraction(3, 10),
    }
    assert now.holding("532501002", LATEST) == "532501"
    assert now.renumbered("532501002") == "532501002"
    assert now.predecessors("532501023", ALWAYS, DAY) == ("532501002",)


def test_a_merger_into_a_standing_region_leaves_that_one_where_it_was() -> None:
    now = changed(published(), *changing.merge(published(), ["532501002"], "532501003", DAY))
    assert now.opened("532501003") < DAY
    assert now.holding("532501002", LATEST) == "532501003"
    assert now.renumbered("532501002") == "532501002"
    assert now.predecessors("532501003", date(2021, 12, 31), DAY) == ("532501002", "532501003")


def test_what_is_filed_under_a_closed_region_is_its_parents() -> None:
    now = changed(published(), *changing.close(published(), "532501002", DAY))
    assert now.roll_up("532501002", DAY, "now")[0] == "532501"


def test_a_change_is_applied_once_and_changes_in_any_order_make_the_same_tree() -> None:
    one = Change("a", DAY, changing.rename(published(), "532501002", "新屯街道", DAY))
    two = Change("b", DAY, (Succession(after="532501111", name="新镇"),))
    there, back = published().after(one, two), published().after(two).after(one).after(one)
    assert there.spans == back.spans
    assert there.after(one) is there


@pytest.mark.parametrize(
    ("code", "verb"),
    [
        ("region_unknown", lambda h: changing.rename(h, "532501999", "无", DAY)),
        ("region_retired", lambda h: changing.rename(h, "532331", "无", DAY)),
        ("region_nothing_changes", lambda h: changing.rename(h, "532501002", "大屯街道", DAY)),
        ("region_nothing_changes", lambda h: changing.move(h, "532501", "532501", DAY)),
        ("region_change_too_early", lambda h: changing.rename(h, "532302", "无", date(2020, 1, 1))),
        ("region_code_taken", lambda h: changing.open_region(h, "532501002", "无", DAY)),
        ("region_code_taken", lambda h: changing.open_region(h, "532331", "无", DAY)),
        ("region_code_invalid", lambda h: changing.open_region(h, "440106", "无", DAY)),
        ("region_code_invalid", lambda h: changing.move(h, "532501", "532501099", DAY)),
        ("region_parent_missing", lambda h: changing.open_region(h, "532599001", "无", DAY)),
        ("region_not_under_parent", lambda h: changing.open_region(
            h, "532501099", "无", DAY, "532502")),
        ("region_has_children", lambda h: changing.close(h, "532501", DAY)),
        ("region_has_children", lambda h: changing.merge(h, ["532501"], "532503", DAY)),
        ("region_merged_invalid", lambda h: changing.merge(h, ["532501002"], "532501099", DAY)),
        ("region_merged_invalid", lambda h: changing.merge(h, ["532501002"], "532501002", DAY)),
        ("region_name_missing", lambda h: changing.merge(
            h, ["532501002", "532501003"], "532501099", DAY)),
        ("region_parts_invalid", lambda h: changing.split(
            h, "532501002", [Part("532501098", "甲", 60), Part("532501099", "乙", 30)], DAY)),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused_by_name(code: str, verb: Verb) -> None:
    assert refused(verb) == code


SMALL = ("530000", "530100", "530101", "530102", "530101001", "530101002", "530102001")


def small() -> History:
    spans = [
        Span(Region(code, f"地{code}", level_of(code), parent_of(code)), ALWAYS, OPEN)
        for code in SMALL
    ]
    return History.of(spans, [])


counties = st.integers(1, 6).map(lambda n: f"53010{n}")
townships = st.builds(lambda county, n: f"{county}00{n}", counties, st.integers(1, 6))
some_code = counties | townships
steps = st.tuples(
    st.sampled_from(["open", "rename", "move", "merge", "split", "close"]),
    some_code,
    some_code,
    some_code,
    st.integers(0, 9),
    st.integers(1, 99),
)


def attempt(history: History, step: tuple[str, str, str, str, int, int], n: int) -> History:
    """What a step does if it may; a refused one does nothing."""
    verb, code, other, third, days, share = step
    on, name = DAY + timedelta(days), f"名{n}"
    parts = [Part(other, name, share), Part(third, name + "乙", 100 - share)]
    try:
        successions = {
            "open": lambda: changing.open_region(history, code, name, on),
            "rename": lambda: changing.rename(history, code, name, on),
            "move": lambda: changing.move(history, code, other, on),
            "merge": lambda: changing.merge(history, [code, other], third, on, name),
            "split": lambda: changing.split(history, code, parts, on),
            "close": lambda: changing.close(history, code, on),
        }[verb]()
    except ContractError:
        return history
    return changed(history, *successions, on=on, id_=str(n))


@settings(max_examples=150, deadline=None)
@given(st.lists(steps, max_size=25))
def test_whatever_valid_changes_are_made_the_tree_of_every_day_is_a_tree(
    tried: list[tuple[str, str, str, str, int, int]],
) -> None:
    history = small()
    for n, step in enumerate(tried):
        history = attempt(history, step, n)
    days = [DAY - timedelta(1), *(DAY + timedelta(n) for n in range(0, 11, 2))]
    for day in days:
        for region in history.all(day):
            path = history.path(region.code, day)
            assert path[-1] == "530000"
            assert [level_of(code) for code in reversed(path)] == [
                "province", "prefecture", "county", "township",
            ][: len(path)]  # fmt: skip
    first, last = days[0], days[-1]
    for region in history.all(first):
        parts = history.successors(region.code, first, last)
        assert sum(parts.values()) == 1
        assert all(history.at(code, last) for code in parts)
        for code in parts:
            assert region.code in history.predecessors(code, first, last)
    for code in history.spans:
        for day in days:
            assert history.roll_up(code, day, "then")[-1] == "530000"
            assert history.roll_up(code, day, "now")[-1] == "530000"
    assert history.spans == small().after(*reversed(history.changes)).spans
