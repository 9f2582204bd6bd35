import pytest

from services.portal.question import (
    TOWNSHIP_STATIONS,
    WHOLE,
    BadQuestion,
    Part,
    Question,
    parse_cursor,
    parse_question,
)


def ask(**query: str) -> Question:
    return parse_question(query, home="532500", period="2022H1")


def test_a_bare_address_asks_for_the_visitors_own_township_stations():
    assert ask() == Question("532500", "stations", "2022H1", TOWNSHIP_STATIONS)


def test_an_address_round_trips():
    question = Question(
        "530000", "funds", "2022-06", Part.parse("source:welfare_lottery;stage:paid"), "county"
    )
    pairs = dict(pair.split("=") for pair in question.query().split("&"))
    pairs["part"] = pairs["part"].replace("%3A", ":").replace("%3B", ";")
    assert ask(**pairs) == question


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("region", "53"), ("region", "530000'"), ("region", "五三〇〇〇〇"),
        ("indicator", "Stations"), ("indicator", "a" * 65),
        ("period", "2022-13"), ("period", "2022H3"), ("period", "99"), ("period", "٢٠٢٢"),
        ("part", "kind"), ("part", "kind:township;"), ("part", "kind:<b>"),
        ("grain", "village"),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_refused_by_name(field, value):
    with pytest.raises(BadQuestion) as refused:
        ask(**{field: value})
    assert refused.value.field == field


def test_the_form_joins_year_and_part_of_the_year():
    assert ask(year="2022", months="Q2").period == "2022Q2"
    assert ask(year="2021", months="").period == "2021"
    assert ask(year="cumulative", months="H1").period == "cumulative"


def test_changing_the_indicator_leaves_the_old_part_behind():
    asked = ask(indicator="volunteers", was="stations", part="kind:township")
    assert asked.part == WHOLE
    assert ask(indicator="stations", was="stations", part="kind:township").part != WHOLE


def test_a_union_holds_each_of_its_values_and_nothing_else():
    union = Part.parse("kind:township+subdistrict")
    assert union.holds({"kind": "township"})
    assert not union.holds({"kind": "school"})
    assert not union.holds({})
    assert not union.holds({"kind": "township", "level": "county"})
    assert Part.parse("kind:subdistrict+township") == union


def test_all_is_no_slice():
    assert Part.of({"source": "all", "stage": "paid"}) == Part.parse("stage:paid")


def test_a_cursor_of_other_characters_is_refused():
    assert parse_cursor({}) == ""
    with pytest.raises(BadQuestion):
        parse_cursor({"after": "a b"})
