from decimal import Decimal

from contracts import regions
from services.portal.figures import Row
from services.portal.question import TOWNSHIP_STATIONS, WHOLE, Question
from services.portal.table import Answers, build_table, parts_offered, places

HONGHE = regions.get("532500")


def row(value, region="532500", **more) -> Row:
    return Row(region, "stations", "2022H1", value, **({"unit": "个"} | more))


def kinds(township: int, subdistrict: int, region="532500") -> list[Row]:
    return [
        row(township, region, dimensions={"kind": "township"}),
        row(subdistrict, region, dimensions={"kind": "subdistrict"}),
    ]


def table(recorded=(), stated=(), part=WHOLE, indicator="stations", unit="个"):
    question = Question("530000", indicator, "2022H1", part)
    children = Answers(recorded, stated)
    return build_table(question, [HONGHE], children, Answers(recorded, ()), unit)


def test_recorded_stands_beside_stated_with_their_difference():
    (line,) = table([row(136)], [row(143)]).lines
    assert (line.recorded, line.stated[0].value, line.difference) == (136, 143, -7)


def test_a_union_is_the_sum_of_its_recorded_kinds():
    stated = [row(141, dimensions={"kind": "township+subdistrict"})]
    (line,) = table(kinds(131, 10), stated, TOWNSHIP_STATIONS).lines
    assert (line.recorded, line.difference) == (141, 0)


def test_what_is_stated_of_another_part_stands_beside_and_is_not_compared():
    stated = [row(135, dimensions={"kind": "township+subdistrict"})]
    (line,) = table([row(136)], stated).lines
    assert line.stated == ()
    assert line.beside[0].value == 135
    assert line.difference is None


def test_sources_that_differ_are_both_shown_and_leave_no_difference():
    (line,) = table([row(136)], [row(135), row(141)]).lines
    assert [one.value for one in line.stated] == [135, 141]
    assert line.difference is None


def test_a_figure_in_another_unit_is_not_compared():
    (line,) = table([row(5)], [row(7, unit="户")]).lines
    assert line.difference is None
    assert line.beside[0].unit == "户"


def test_a_silent_record_is_not_compared_and_the_map_shows_the_reports():
    found = table([row(0)], [row(143)])
    assert found.silent
    assert found.shaded == "stated"
    assert found.lines[0].recorded is None
    assert found.lines[0].difference is None


def test_a_region_without_a_row_in_a_speaking_record_has_nought():
    other = row(3, "530100", dimensions={"kind": "township"})
    (line,) = table([other], part=TOWNSHIP_STATIONS).lines
    assert line.recorded == 0


def test_goods_of_different_counters_are_never_added():
    (line,) = table([row(150, unit="件"), row(74450, unit="只")], unit="").lines
    assert line.recorded is None


def test_coverage_is_computed_from_its_parts():
    (line,) = table(kinds(100, 36), indicator="coverage", unit="%").lines
    assert line.parts == (136, places(HONGHE))
    assert line.recorded == (Decimal(13600) / places(HONGHE)).quantize(Decimal("0.01"))


def test_every_township_counts_once_as_a_place():
    assert places(regions.get("530000")) == sum(r.level == "township" for r in regions.all())


def test_the_part_most_reports_speak_of_is_found_where_the_whole_is_unknown():
    stated = [row(9, dimensions={"stage": "paid", "source": "all"})]
    assert str(table((), stated).usual_part) == "stage:paid"
    assert table([row(1)], stated).usual_part is None


def test_offered_parts_hold_no_whole_and_unions_come_first():
    rows = [row(1), *kinds(1, 1), row(2, dimensions={"kind": "township+subdistrict"})]
    assert [str(part) for part in parts_offered(rows, [WHOLE])] == [
        "kind:township+subdistrict",
        "kind:subdistrict",
        "kind:township",
    ]
