"""Up to where the bus has everything, seen from its last records."""

import pytest

from servicekit.tails import last_contiguous
from tests.streams import record


@pytest.mark.parametrize(
    ("sequences", "from_the_first", "has"),
    [
        ([], True, 0),
        ([1, 2, 3], True, 3),
        ([2, 3], True, 0),
        ([7, 8, 9], False, 9),
        ([7, 8, 10, 11], False, 8),
        ([1, 2, 2, 1, 2, 3], True, 3),
        ([1, 2, 5, 6, 3, 4, 5, 6], True, 2),
        ([9, 4, 5, 6, 7, 8, 9, 10], False, 10),
    ],
)
def test_the_last_sequence_before_a_hole(sequences, from_the_first, has):
    records = list(map(record, sequences))

    assert last_contiguous(records, from_the_first=from_the_first) == has


def test_a_strangers_record_neither_fills_nor_makes_a_hole():
    records = [record(1), record(2, ce_source=b"/somebody"), record(9, without=["ce_sequence"])]

    assert last_contiguous([*records, record(2)], from_the_first=True) == 2
    assert last_contiguous(records, from_the_first=True) == 1
