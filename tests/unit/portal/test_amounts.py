from decimal import Decimal

import pytest

from services.portal.amounts import Scale, number, percent, scale_for, shown


@pytest.mark.parametrize(
    ("fen", "text", "unit"),
    [
        (345_500_000, "345.5", "万元"),
        (43_550_000_00, "4,355", "万元"),
        (999_999, "9,999.99", "元"),
        (1_000_000, "1", "万元"),
        (0, "0", "元"),
        (150, "1.5", "元"),
    ],
)
def test_money_is_shown_in_yuan_and_from_ten_thousand_in_wan(fen, text, unit):
    scale = scale_for("分", [Decimal(fen)])
    assert (shown(Decimal(fen), scale), scale.unit) == (text, unit)


def test_one_large_value_sets_the_unit_of_the_whole_column():
    assert scale_for("分", [Decimal(100), None, Decimal(-2_000_000)]).unit == "万元"


def test_other_units_are_not_converted():
    assert shown(Decimal(1_492_000), scale_for("人", [Decimal(1_492_000)])) == "1,492,000"


def test_a_gain_has_its_sign_and_a_loss_a_true_minus():
    assert shown(Decimal(6), Scale("个"), sign=True) == "+6"
    assert shown(Decimal(-6), Scale("个"), sign=True) == "−6"
    assert shown(Decimal(0), Scale("个"), sign=True) == "0"


def test_nothing_known_is_a_dash_and_not_a_nought():
    assert shown(number(None), Scale("个")) == "—"
    assert shown(number("garbage"), Scale("个")) == "—"


def test_a_share_comes_from_its_parts():
    assert percent(Decimal(131), 135) == Decimal("97.04")
    assert percent(Decimal(1), 0) is None
