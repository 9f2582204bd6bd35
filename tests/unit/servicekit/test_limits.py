from servicekit.limits import IN_A_ROW, WINDOW, ParkingLimit


def test_twenty_parked_in_a_row_are_borne_and_the_next_is_not():
    limit = ParkingLimit()
    for _ in range(IN_A_ROW):
        limit.parked()
    assert limit.problem is None

    limit.parked()

    assert limit.problem is not None


def test_an_applied_event_ends_the_row():
    limit = ParkingLimit()
    for _ in range(IN_A_ROW):
        limit.parked()
    limit.applied(1000)
    limit.parked()

    assert limit.problem is None


def test_more_than_a_tenth_parked_is_too_much_once_enough_were_seen():
    limit = ParkingLimit()
    for _ in range(WINDOW):
        limit.applied(7)
        limit.parked()
        if limit.problem:
            break

    assert limit.problem is not None
    assert limit._seen >= WINDOW


def test_one_in_twenty_parked_goes_on_for_ever():
    limit = ParkingLimit()
    for _ in range(5000):
        limit.applied(19)
        limit.parked()

    assert limit.problem is None


def test_a_long_good_past_does_not_hide_a_bad_present():
    limit = ParkingLimit()
    for _ in range(1_000_000 // 1000):
        limit.applied(1000)
    for _ in range(500):
        limit.applied()
        limit.parked()

    assert limit.problem is not None
