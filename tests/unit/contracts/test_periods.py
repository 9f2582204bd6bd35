"""Every form a period may take, and what it covers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import periods


@pytest.mark.parametrize(
    ("code", "start", "end", "months", "name"),
    [
        ("2022-06", date(2022, 6, 1), date(2022, 6, 30), 1, "2022年6月"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), 1, "2024年2月"),
        ("2022-12", date(2022, 12, 1), date(2022, 12, 31), 1, "2022年12月"),
        ("2022Q1", date(2022, 1, 1), date(2022, 3, 31), 3, "2022年第一季度"),
        ("2022Q2", date(2022, 4, 1), date(2022, 6, 30), 3, "2022年第二季度"),
        ("2022Q4", date(2022, 10, 1), date(2022, 12, 31), 3, "2022年第四季度"),
        ("2022H1", date(2022, 1, 1), date(2022, 6, 30), 6, "2022年上半年"),
        ("2022H2", date(2022, 7, 1), date(2022, 12, 31), 6, "2022年下半年"),
        ("2022", date(2022, 1, 1), date(2022, 12, 31), 12, "2022年"),
    ],
)
def test_a_period_has_its_days_months_and_name(
    code: str, start: date, end: date, months: int, name: str
) -> None:
    period = periods.parse(code)
    assert (period.start, period.end, period.name_zh) == (start, end, name)
    assert len(period.months()) == months
    assert period.months()[0] == periods.month_of(start)
    assert period.months()[-1] == periods.month_of(end)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("2022-06", "June 2022"),
        ("2022Q3", "third quarter of 2022"),
        ("2022H2", "second half of 2022"),
        ("2022", "2022"),
    ],
)
def test_a_period_has_an_english_name(code: str, name: str) -> None:
    assert periods.parse(code).name_en == name


def test_both_ends_belong_to_a_period_and_their_neighbours_do_not() -> None:
    period = periods.parse("2022H1")
    assert period.contains(date(2022, 1, 1))
    assert period.contains(date(2022, 6, 30))
    assert not period.contains(date(2021, 12, 31))
    assert not period.contains(date(2022, 7, 1))


def test_cumulative_has_no_ends() -> None:
    period = periods.parse("cumulative")
    assert (period.start, period.end, period.months()) == (None, None, ())
    assert period.contains(date(1999, 1, 1))
    assert (period.name_zh, period.name_en) == ("累计", "Cumulative")


@pytest.mark.parametrize(
    "code",
    [
        *("", "2022-6", "2022-13", "2022-00", "2022Q0", "2022Q5", "2022H3", "22", "2022h1"),
        *("2022年", "2022-06-01", " 2022", "2022\n", "２０２２", "3022", "2022Q", "Cumulative"),
        "2022H1Q2",
    ],
)
def test_any_other_form_is_refused_and_the_legal_ones_are_named(code: str) -> None:
    with pytest.raises(periods.PeriodInvalid) as caught:
        periods.parse(code, "/period")
    assert (caught.value.code, caught.value.pointer) == ("period_invalid", "/period")
    for form in ("2022-06", "2022Q2", "2022H1", "cumulative"):
        assert form in caught.value.zh
        assert form in caught.value.en


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_lies_in_exactly_one_part_of_its_year(day: date) -> None:
    for parts in (
        [f"{day.year}-{month:02d}" for month in range(1, 13)],
        [f"{day.year}Q{quarter}" for quarter in range(1, 5)],
        [f"{day.year}H{half}" for half in (1, 2)],
    ):
        assert sum(periods.parse(part).contains(day) for part in parts) == 1
    assert periods.parse(periods.month_of(day)).contains(day)


def test_parts_join_without_gap() -> None:
    first, second = periods.parse("2022H1"), periods.parse("2022H2")
    assert first.end is not None
    assert first.end + timedelta(days=1) == second.start
    assert first.months() + second.months() == periods.parse("2022").months()


@pytest.mark.parametrize(
    ("code", "kind", "start", "end", "zh", "en"),
    [
        (
            "2022-01-15..2022-03-10", "custom", date(2022, 1, 15), date(2022, 3, 10),
            "2022年1月15日至2022年3月10日", "15 January 2022 to 10 March 2022",
        ),
        (
            "2020-06..2022-02", "custom", date(2020, 6, 1), date(2022, 2, 28),
            "2020年6月1日至2022年2月28日", "1 June 2020 to 28 February 2022",
        ),
        ("2020-06..", "since", date(2020, 6, 1), None, "自2020年6月1日以来", "since 1 June 2020"),
        (
            "..2022-06-30", "as_of", None, date(2022, 6, 30),
            "截至2022年6月30日", "as of 30 June 2022",
        ),
        ("..2022-06", "as_of", None, date(2022, 6, 30), "截至2022年6月30日", "as of 30 June 2022"),
    ],
)  # fmt: skip
def test_a_stretch_of_days_since_a_month_and_as_of_a_day_are_asked_for_by_their_ends(
    code: str, kind: str, start: date | None, end: date | None, zh: str, en: str
) -> None:
    period = periods.asked(code)
    assert (period.kind, period.start, period.end) == (kind, start, end)
    assert (period.name_zh, period.name_en) == (zh, en)
    assert not period.is_reported


@pytest.mark.parametrize(
    "code",
    [
        "..", "2022-03-10..2022-01-15", "2022-02-30..", "2022-13..", "..2022-6-30",
        "2022-01-15..2022-03-10..", "1899-01-01..", "2022..", "2022Q1..2022Q2",
        "2022-1-1..2022-2", "２０２２-01..",
    ],
)  # fmt: skip
def test_a_stretch_that_is_none_is_refused_with_the_forms_there_are(code: str) -> None:
    with pytest.raises(periods.StretchInvalid, match="since a month or day") as refused:
        periods.asked(code)
    assert "截至某日" in refused.value.zh


def test_reports_are_made_for_parts_of_the_calendar_alone() -> None:
    for code in ("2022-01-15..2022-03-10", "2020-06..", "..2022-06-30"):
        with pytest.raises(periods.PeriodInvalid):
            periods.parse(code)
    assert all(periods.asked(code).is_reported for code in ("2022-06", "2022H1", "cumulative"))


@pytest.mark.parametrize("code", ["2022", "2022H1", "2022H2", "2022Q1", "2022Q4", "2022-02"])
def test_days_that_are_a_part_of_the_calendar_are_called_so(code: str) -> None:
    known = periods.parse(code)
    assert known.start is not None
    assert known.end is not None
    assert periods.stretch(known.start, known.end) == known
    shorter = periods.stretch(known.start, known.end - timedelta(days=1))
    assert shorter.kind == "custom"
    assert shorter == periods.asked(shorter.code)


def test_a_stretch_has_every_month_it_has_days_of() -> None:
    months = ("2021-11", "2021-12", "2022-01")
    assert periods.asked("2021-11-30..2022-01-01").months() == months
