"""A monthly form: stated beside recorded, up level by level, back with a reason."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from contracts import codes, periods
from contracts.regions import Area
from contracts.registry.monthly import (
    MonthlyFormChecked,
    MonthlyFormReturned,
    MonthlyFormSubmitted,
)
from contracts.registry.reports import FigureStated
from servicekit.aggregate import Stored
from services.metrics.counting import deltas_of
from services.registry.monthly_forms.completeness import completeness, owes_form, owing
from services.registry.monthly_forms.domain import (
    Change,
    HandedIn,
    MonthlyForm,
    Number,
    check_form,
    form_id,
    resubmit_form,
    return_form,
    submit_form,
)
from services.registry.monthly_forms.lines import LINES, Line, activities, recorded
from services.registry.monthly_forms.refusals import (
    BeforeStation,
    HigherLevel,
    IdentityBroken,
    LineMissing,
    MonthNotOver,
    NotReturned,
    NotWaiting,
)
from services.registry.stations.domain import Stage, Station
from tests.unit.metrics.mothers import facts
from tests.unit.metrics.mothers import recorded as event_of

JUNE = periods.parse("2022-06")
ON_TIME, LATE = date(2022, 7, 5), date(2022, 7, 6)
TIMES, PERSONS = Line("service_person_times"), Line("persons_served")
LOG = activities([facts(person_times=9, households=4), facts(person_times=2, activity="group")])


def station(region: str = "532501002", **changes: Any) -> Station:
    plain: dict[str, Any] = {
        "name": "大屯站",
        "kind": "township",
        "region": region,
        "operating_mode": "own_staff",
        "stage": Stage.SIGNED,
        "signed_on": date(2022, 1, 5),
    }
    return Station(**{**plain, **changes})


def handed_in(parts: int = 1, **numbers: int) -> HandedIn:
    stated = [Number(line=Line(*name.split("__")), value=v) for name, v in numbers.items()]
    return HandedIn(stated=stated, log=LOG, parts=parts)


def submitted(today: date = ON_TIME, region: str = "532501002", **numbers: int) -> Change:
    given = handed_in(**(numbers or {"service_person_times": 12}))
    return submit_form("s1", station(region), JUNE, given, today)


def checked(form: MonthlyForm, *levels: str) -> MonthlyForm:
    for level in levels:
        form, _ = check_form(form, level, LATE)
    return form


def test_a_form_goes_up_level_by_level_until_the_province_accepts_it() -> None:
    form, _ = submitted()
    for level, then in (
        ("county", "prefecture"),
        ("prefecture", "province"),
        ("province", "accepted"),
    ):
        form, (event,) = check_form(form, level, LATE)
        assert (form.waiting, event.level) == (then, level)  # type: ignore[attr-defined]
        assert isinstance(event, MonthlyFormChecked)


def test_no_level_checks_out_of_turn() -> None:
    form, _ = submitted()
    for level in ("prefecture", "province"):
        with pytest.raises(NotWaiting):
            check_form(form, level, LATE)
    with pytest.raises(NotWaiting):
        check_form(checked(form, "county"), "county", LATE)


def test_a_prefectures_own_station_skips_the_county() -> None:
    assert submitted(region="532500")[0].waiting == "prefecture"


def test_a_form_is_returned_with_a_reason_and_its_note_stays_here() -> None:
    form, (event,) = return_form(submitted()[0], "county", "incomplete", "张三漏填", LATE)
    assert form.waiting == "station"
    assert form.steps[-1].note == "张三漏填"
    assert isinstance(event, MonthlyFormReturned)
    assert event.reason == "incomplete"
    assert "张三" not in repr(event)


def test_a_form_that_went_up_is_returned_by_its_level_or_one_above() -> None:
    form = checked(submitted()[0], "county")
    with pytest.raises(HigherLevel):
        return_form(form, "county", "other", "", LATE)
    for level in ("prefecture", "province"):
        assert return_form(form, level, "other", "", LATE)[0].waiting == "station"
    accepted = checked(form, "prefecture", "province")
    with pytest.raises(HigherLevel):
        return_form(accepted, "prefecture", "other", "", LATE)
    assert return_form(accepted, "province", "other", "", LATE)[0].waiting == "station"


def test_a_form_is_submitted_again_only_after_a_return() -> None:
    form, _ = submitted()
    with pytest.raises(NotReturned):
        resubmit_form(form, handed_in(service_person_times=11), LATE)
    returned, _ = return_form(form, "county", "other", "", LATE)
    again, events = resubmit_form(returned, handed_in(service_person_times=11), LATE)
    assert (again.waiting, again.round) == ("county", 2)
    assert isinstance(events[0], MonthlyFormSubmitted)
    assert (events[0].round, events[0].on_time) == (2, True)
    with pytest.raises(NotWaiting):
        return_form(returned, "county", "other", "", LATE)


def test_what_was_stated_is_stated_again() -> None:
    returned, _ = return_form(submitted()[0], "county", "other", "", LATE)
    with pytest.raises(LineMissing):
        resubmit_form(returned, handed_in(persons_served=1), LATE)


def test_a_form_is_on_time_until_the_fifth_of_the_next_month() -> None:
    assert submitted(ON_TIME)[0].on_time
    assert not submitted(LATE)[0].on_time


def test_a_month_is_handed_in_when_it_is_over() -> None:
    with pytest.raises(MonthNotOver):
        submitted(date(2022, 6, 29))
    submitted(date(2022, 6, 30))


def test_a_station_has_no_form_of_a_month_before_it_was_signed() -> None:
    late = station(signed_on=date(2022, 7, 1))
    with pytest.raises(BeforeStation):
        submit_form("s1", late, JUNE, handed_in(service_person_times=1), LATE)


def test_stated_numbers_become_stated_figures_and_recorded_ones_do_not() -> None:
    form, (_, *figures) = submitted(service_person_times=12, service_person_times__elderly=7)
    assert all(isinstance(figure, FigureStated) for figure in figures)
    said = {(f.indicator, f.dimensions.get("domain", ""), f.value) for f in figures}  # type: ignore[attr-defined]
    assert said == {("service_person_times", "", 12), ("service_person_times", "elderly", 7)}
    assert {(f.source, f.period, f.part) for f in figures} == {("monthly_form", "2022-06", "s1")}  # type: ignore[attr-defined]
    assert recorded(form.log)[TIMES] == 11


def test_a_form_that_contradicts_itself_is_refused_with_the_rules_name() -> None:
    with pytest.raises(IdentityBroken, match="person served is at least one person-time"):
        submitted(service_person_times=3, persons_served=4)
    with pytest.raises(IdentityBroken, match="no larger than the whole"):
        submitted(service_person_times=3, service_person_times__elderly=4)
    with pytest.raises(IdentityBroken, match="add up to the whole"):
        submitted(
            service_person_times=5,
            service_person_times__elderly=3,
            service_person_times__children=3,
        )


@pytest.mark.parametrize("activity", codes.ACTIVITIES.codes)
def test_the_recorded_numbers_of_a_form_are_those_metrics_counts(activity: str) -> None:
    entry = facts(activity=activity, persons=2, person_times=3, households=5, sessions=7)
    counted: Counter[Line] = Counter()
    for cell, value in deltas_of(
        event_of(activity=activity, persons=2, person_times=3, households=5, sessions=7)
    ):
        counted[Line(cell.indicator)] += value
        if Line(cell.indicator, entry.domain) in LINES:
            counted[Line(cell.indicator, entry.domain)] += value
    ours = {line: value for line, value in recorded(activities([entry])).items() if value}
    assert ours == {line: value for line, value in counted.items() if line in LINES}


def test_the_log_of_a_form_keeps_each_measure_by_itself() -> None:
    visits, group = sorted(LOG, key=lambda part: part.households, reverse=True)
    assert (visits.entries, visits.person_times, visits.households) == (1, 9, 4)
    assert (group.activity, group.person_times, group.households) == ("group", 2, 0)


def test_completeness_counts_who_owes_a_form_and_who_was_on_time() -> None:
    places = {"s1": "532501002", "s2": "532501003", "s3": "532502001", "s4": "532501002"}
    stations = [Stored(id_, 2, region, station(region)) for id_, region in places.items()]
    forms = {form_id("s1", "2022-06"): submitted()[0], form_id("s2", "2022-06"): submitted(LATE)[0]}
    all_, *children = completeness(Area("532500"), owing(stations, JUNE), forms, JUNE, LATE)
    assert (all_.expected, all_.submitted, all_.on_time, all_.late) == (4, 2, 1, 1)
    assert (all_.missing, all_.overdue, all_.returned, all_.accepted) == (2, 2, 0, 0)
    gejiu = next(row for row in children if row.region == "532501")
    assert (gejiu.expected, gejiu.submitted, gejiu.missing) == (3, 2, 1)
    early, *_ = completeness(Area("532500"), owing(stations, JUNE), forms, JUNE, ON_TIME)
    assert (early.missing, early.overdue) == (2, 0)


def test_a_station_owes_forms_from_its_signing_until_it_closes() -> None:
    assert owes_form(station(), JUNE)
    assert owes_form(station(signed_on=date(2022, 6, 30)), JUNE)
    assert not owes_form(station(signed_on=date(2022, 7, 1)), JUNE)
    assert not owes_form(station(signed_on=None, stage=Stage.PLANNED), JUNE)
    assert not owes_form(station(stage=Stage.CLOSED, closed_on=date(2022, 5, 31)), JUNE)
    assert owes_form(station(stage=Stage.CLOSED, closed_on=date(2022, 6, 1)), JUNE)
