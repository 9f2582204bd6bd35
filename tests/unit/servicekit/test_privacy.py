"""No person's number leaves in an event. All numbers here are invented."""

import pytest

from servicekit.clock import FixedClock
from servicekit.pending import pending
from servicekit.privacy import PersonalDataInEvent, holds_personal_number
from tests.streams import NOW, signed

ID_NUMBER = "11010519491231002X"  # the standard's own example


@pytest.mark.parametrize(
    "text",
    [
        ID_NUMBER,
        ID_NUMBER.lower(),
        f"身份证{ID_NUMBER}，请核对",
        f"entry-{ID_NUMBER}",
        "１１０１０５１９４９１２３１００２Ｘ",
        "13800138000",
        "电话13800138000。",
        "+8613800138000",
        "138-0013-8000",
        "138 0013 8000",
        "tel-13800138000",
    ],
)
def test_a_persons_number_is_seen(text):
    assert holds_personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # the check digit does not hold
        "530102001",
        "2022-06-30T13:00:00.138Z",
        "c0a81380-0138-4000-8138-001380001380",
        "9c13800138000ab4",
        "138001380001",
        "23800138000",
        "91530102MA6K13800X",
        "",
    ],
)
def test_what_only_looks_like_a_number_passes(text):
    assert not holds_personal_number(text)


def test_an_event_with_a_persons_number_is_never_stored_and_the_error_does_not_repeat_it():
    with pytest.raises(PersonalDataInEvent) as refused:
        pending("station-1", 0, [signed(region="联系13800138000")], FixedClock(NOW))

    assert "13800138000" not in str(refused.value)


def test_an_amount_is_no_telephone_number():
    from contracts.charity.gifts import GiftPledged

    gift = GiftPledged(
        region="530102", occurred_on=signed().occurred_on, resource="money",
        vehicle="direct", amount_fen=13800138000,
    )  # fmt: skip

    assert len(pending("gift-1", 0, [gift], FixedClock(NOW))) == 1
