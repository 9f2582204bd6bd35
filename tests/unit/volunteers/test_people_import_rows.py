"""A registry file of volunteers, record by record: what a record tells, what is refused."""

from __future__ import annotations

import json
import random
from datetime import date
from uuid import UUID

import pytest

from contracts.problems import ContractError
from contracts.volunteers.people import VolunteerMoved, VolunteerProfileChanged
from servicekit.scope import Scope
from services.volunteers.imports.repeats import Seen
from services.volunteers.imports.rows import Csv, Ndjson, Told, Wrong, volunteer_id
from services.volunteers.people.domain import Days, Volunteer, tell_again
from services.volunteers.times import Slot

HEADER = "志愿者编号,居住地区,技能,语言,空闲时间,服务半径,未成年人服务审查有效期"
COUNTY = Scope.of("532501")
TODAY = date(2022, 7, 1)


def read(row: str) -> Told | Wrong:
    reader = Csv(COUNTY, "registry", "utf-8")
    assert reader.read(1, HEADER.encode()) is None
    found = reader.read(2, row.encode())
    assert found is not None
    return found


def test_a_row_tells_what_a_volunteer_can_do_in_the_words_of_people():
    told = read(
        'N1,个旧市,"课业辅导:2；hairdressing",彝语、手语,星期二晚上;3 9:00-10:30,３０,2023/1/5'
    )
    assert told == Told(
        2,
        volunteer_id("registry", "N1"),
        Volunteer(
            region="532501",
            skills=("hairdressing", "tutoring"),
            levels={"tutoring": 2},
            languages=("sign", "yi"),
            slots=(Slot(2, 18 * 60, 22 * 60), Slot(3, 9 * 60, 10 * 60 + 30)),
            reach_km=30,
            screened_until=date(2023, 1, 5),
        ),
    )


def test_a_number_names_one_volunteer_and_another_register_another():
    assert volunteer_id("registry", "N1") == volunteer_id("registry", "N1")
    assert volunteer_id("registry", "N1") != volunteer_id("zyyun", "N1")


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ("532501199003072318,532501,,,,,", "number", "number_unusable"),
        ("13888888888,532501,,,,,", "number", "number_unusable"),
        ("甲,532501,,,,,", "number", "number_unusable"),
        ("N1,,,,,,", "region", "field_missing"),
        ("N1,532503,,,,,", "region", "region_out_of_scope"),
        ("N1,532599,,,,,", "region", "region_unknown"),
        ("N1,532501,飞行,,,,", "skills", "code_unknown"),
        ("N1,532501,理发:9,,,,", "skills", "level_invalid"),
        ("N1,532501,,火星语,,,", "languages", "code_unknown"),
        ("N1,532501,,,周八上午,,", "availability", "slot_invalid"),
        ("N1,532501,,,周一 10:00-09:00,,", "availability", "slot_invalid"),
        ("N1,532501,,,周一 10:00-24:30,,", "availability", "slot_invalid"),
        ("N1,532501,,,,10001,", "reach_km", "number_out_of_range"),
        ("N1,532501,,,,-1,", "reach_km", "number_out_of_range"),
        ("N1,532501,,,,,2023-02-30", "screened_until", "date_invalid"),
        ("N1,532501", "", "row_unreadable"),
        ('N1,"532501,,,,,', "", "row_unreadable"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_at_its_column(row: str, field: str, code: str):
    wrong = read(row)
    assert isinstance(wrong, Wrong)
    assert (wrong.line, wrong.field, wrong.code) == (2, field, code)
    assert wrong.zh
    assert wrong.en


def test_what_stood_in_a_refused_row_is_never_repeated():
    for row in ("张三,532501,,,,,", "N1,张三家,,,,,", "N1,532501,张三,,,,", "N1,532501,,,张三,,"):
        wrong = read(row)
        assert isinstance(wrong, Wrong)
        assert "张三" not in wrong.zh + wrong.en


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("志愿者编号,居住地区,姓名", "header_unknown"),
        ("志愿者编号,居住地区,编号", "header_missing"),
        ("居住地区,技能", "header_missing"),
        ("N1,532501", "header_missing"),
    ],
)
def test_a_file_of_other_columns_is_refused_whole(header: str, code: str):
    with pytest.raises(ContractError) as refused:
        Csv(COUNTY, "registry", "utf-8").read(1, header.encode())
    assert refused.value.code == code
    assert "姓名" not in refused.value.zh.replace("不收姓名", "")


def test_an_object_a_line_tells_the_same_as_a_row():
    said = {"number": "N1", "region": "532501", "skills": ["tutoring"], "levels": {"tutoring": 2}}
    told = Ndjson(COUNTY, "registry").read(1, json.dumps(said).encode())
    assert isinstance(told, Told)
    row = read("N1,532501,tutoring:2,,,,")
    assert isinstance(row, Told)
    assert (told.id, told.volunteer) == (row.id, row.volunteer)


@pytest.mark.parametrize(
    ("record", "field", "code"),
    [
        (b"{", "", "malformed_json"),
        (b'{"number": "N1"}', "region", "field_missing"),
        (b'{"number": "N1", "region": "532503"}', "region", "region_out_of_scope"),
        (b'{"number": "13888888888", "region": "532501"}', "number", "number_unusable"),
        (b'{"number": "N1", "region": "532501", "phone": "1"}', "phone", "unknown_field"),
    ],
)
def test_an_object_that_makes_no_sense_is_refused_at_its_field(record, field, code):
    wrong = Ndjson(COUNTY, "registry").read(7, record)
    assert isinstance(wrong, Wrong)
    assert (wrong.line, wrong.field, wrong.code) == (7, field, code)


@pytest.mark.parametrize("seed", range(5))
def test_every_repeat_in_a_file_is_noticed_and_nothing_else(seed: int):
    chance, seen, there = random.Random(seed), Seen(), set[str]()
    for _ in range(40):
        ids = [str(UUID(int=chance.randrange(2_000) << 3)) for _ in range(chance.randrange(60))]
        expected = [id_ in there or id_ in ids[:place] for place, id_ in enumerate(ids)]
        assert seen.add(ids) == expected
        there.update(ids)


def test_a_register_moves_a_volunteer_and_keeps_what_it_does_not_know():
    away = (Days(first=TODAY, last=TODAY),)
    before = Volunteer(region="532501", skills=("driving",), away=away)
    after, events = tell_again(before, Volunteer(region="532503", skills=("legal",)), TODAY)
    assert after == Volunteer(region="532503", skills=("legal",), away=away)
    assert events == [
        VolunteerMoved(region="532503", occurred_on=TODAY, was="532501"),
        VolunteerProfileChanged(region="532503", occurred_on=TODAY),
    ]
    assert tell_again(after, Volunteer(region="532503", skills=("legal",)), TODAY) == (after, [])
