from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.portal.legend import CLASSES, COLOURS, classes, colours


@given(st.lists(st.integers(-(10**9), 10**12).map(Decimal), max_size=140))
def test_classes_cover_every_value_in_order(values):
    found = classes(values)
    assert len(found) <= CLASSES
    assert all(low[1] <= high[0] for low, high in pairwise(found))
    assert all(any(low <= value <= high for low, high in found) for value in values)


def test_one_value_everywhere_is_one_class():
    assert classes([Decimal(1), Decimal(1), None]) == [(Decimal(1), Decimal(1))]


def test_the_one_county_with_a_service_stands_out_from_those_without():
    assert classes([Decimal(0)] * 128 + [Decimal(23)]) == [
        (Decimal(0), Decimal(0)),
        (Decimal(23), Decimal(23)),
    ]


def test_nothing_known_has_no_class():
    assert classes([None, None]) == []


def test_the_greatest_class_is_the_darkest():
    assert [colours(n)[-1] for n in range(2, CLASSES + 1)] == [COLOURS[-1]] * (CLASSES - 1)
