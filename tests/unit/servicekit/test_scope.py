import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import regions
from contracts.roles import PERMISSIONS, Role
from servicekit.errors import OutOfScope
from servicekit.scope import Actor, Scope

codes = st.sampled_from([region.code for region in regions.all()])


@pytest.mark.parametrize(
    ("region", "prefix"),
    [
        ("530000", "53"),
        ("532500", "5325"),
        ("532501", "532501"),
        ("532501001", "532501001"),
        ("532501001002", "532501001002"),
    ],
)
def test_a_scope_is_the_significant_digits_of_a_region(region: str, prefix: str) -> None:
    assert Scope.of(region).prefix == prefix


@given(codes, codes)
def test_a_region_is_visible_exactly_when_it_lies_within(held: str, asked: str) -> None:
    assert Scope.of(held).allows(asked) == regions.within(asked, held)


@given(codes, codes)
def test_the_store_filter_lets_through_what_the_scope_allows(held: str, asked: str) -> None:
    scope = Scope.of(held)
    bounds = scope.filter("region")["region"]
    assert (bounds["$gte"] <= asked < bounds["$lt"]) == scope.allows(asked)


def test_the_filter_holds_at_the_end_of_a_run_of_nines() -> None:
    bounds = Scope("5399").filter("region")["region"]
    assert bounds["$gte"] <= "539999" < bounds["$lt"]
    assert not bounds["$gte"] <= "540000" < bounds["$lt"]


@pytest.mark.parametrize("region", ["53", "5325", "53250", "5325011", "", "abcdef", "５３２５０１"])
def test_an_unpadded_or_odd_code_is_never_inside(region: str) -> None:
    assert not Scope("53").allows(region)
    with pytest.raises(ValueError, match="6, 9 or 12"):
        Scope.of(region)


def test_an_empty_scope_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="digits"):
        Scope("")


def test_creating_outside_the_scope_is_refused() -> None:
    Scope("532501").require("532501001")
    for region in ("530000", "532500", "532502", "532502001"):
        with pytest.raises(OutOfScope):
            Scope("532501").require(region)


def test_a_role_may_do_what_the_table_says_and_nothing_else() -> None:
    for role in Role:
        actor = Actor("u", role, "530000", Scope("53"))
        may = {name for name in PERMISSIONS if actor.may(name)}
        assert may == {name for name, roles in PERMISSIONS.items() if role in roles}


def test_auditors_write_nothing_and_operators_read_no_business() -> None:
    writes = {n for n, roles in PERMISSIONS.items() if Role.AUDITOR in roles} - {
        n for n in PERMISSIONS if n.endswith(".read")
    }
    assert not writes
    assert all(n.startswith("ops.") for n, roles in PERMISSIONS.items() if Role.OPS in roles)


def test_every_role_has_a_chinese_name() -> None:
    assert len({role.zh for role in Role}) == len(Role)
