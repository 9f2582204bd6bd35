from services.portal.disagreements import tell
from services.portal.figures import Conflict, ConflictValue

NAMES = {"stations": "社工站", "funds": "投入资金", "household_visits": "入户走访"}
UNION = {"kind": "township+subdistrict"}
HONGHE = Conflict(
    kind="parts",
    region="532500",
    indicator="stations",
    period="2022H1",
    dimensions=UNION,
    difference=6,
    values=[
        ConflictValue(135, "个", "stated", source="meeting_speech", dimensions=UNION),
        ConflictValue(131, "个", "stated", source="prefecture_report",
                      dimensions={"kind": "township"}),
        ConflictValue(10, "个", "stated", source="prefecture_report",
                      dimensions={"kind": "subdistrict"}),
    ],
)  # fmt: skip
MONEY = Conflict(
    kind="stated_stated",
    region="532500",
    indicator="funds",
    period="cumulative",
    difference=70_500_000,
    values=[
        ConflictValue(345_500_000, "分", "stated", "at_least", "meeting_speech"),
        ConflictValue(416_000_000, "分", "stated", source="prefecture_report"),
    ],
)


def test_parts_against_their_union_name_each_part_their_sum_and_the_gap():
    (told,) = tell([HONGHE], NAMES, "530000", "stations", "zh")
    assert told.what == "2022年上半年社工站（乡镇社工站+街道社工站）"
    assert told.says == (
        ("会议讲话", "135 个"),
        ("州市报告（乡镇社工站）", "131 个"),
        ("州市报告（街道社工站）", "10 个"),
    )
    assert told.gap == "分项合计 141 个，相差 6 个"


def test_money_is_told_in_wan_with_its_qualifier():
    (told,) = tell([MONEY], NAMES, "530000", "stations", "zh")
    assert told.says[0] == ("会议讲话", "不少于345.5 万元")
    assert told.gap == "相差 70.5 万元"


def test_the_indicator_on_show_comes_first_and_other_areas_stay_out():
    told = tell([MONEY, HONGHE], NAMES, "532500", "stations", "zh")
    assert [one.here for one in told] == [True, False]
    assert tell([MONEY, HONGHE], NAMES, "530100", "stations", "zh") == []


def test_units_that_differ_are_named_and_not_subtracted():
    conflict = Conflict(
        kind="unit",
        region="532500",
        indicator="household_visits",
        period="2022H1",
        values=[
            ConflictValue(7319, "人", "stated", source="prefecture_report"),
            ConflictValue(0, "户", "catalogue"),
        ],
    )
    (told,) = tell([conflict], NAMES, "530000", "stations", "zh")
    assert told.says[1] == ("", "指标目录按“户”计")
    assert told.gap == "计量单位不同，不能相比"


def test_english_readers_are_told_in_english():
    (told,) = tell([HONGHE], {"stations": "Stations"}, "530000", "stations", "en")
    assert told.what.startswith("Stations (")
    assert told.gap == "together 141, they differ by 6"


def test_what_is_only_missing_from_the_record_comes_last():
    def against(recorded: int) -> Conflict:
        return Conflict(
            kind="recorded",
            region="530100",
            indicator="stations",
            period="2022H1",
            difference=recorded - 162,
            values=[
                ConflictValue(162, "个", "stated", source="prefecture_report"),
                ConflictValue(recorded, "个", "recorded"),
            ],
        )

    told = tell([against(0), against(141), HONGHE], NAMES, "530000", "stations", "zh")
    assert [one.says[1] for one in told][1:] == [("记录数", "141 个"), ("记录数", "0 个")]
    assert told[0].region == "532500"


def test_a_subset_beyond_its_set_names_both_figures():
    paid = ConflictValue(9, "人", "stated", source="county_report", indicator="exam_paid")
    applied = ConflictValue(8, "人", "stated", source="county_report")
    conflict = Conflict("identity", "532500", "exam_applicants", "2022", [applied, paid])
    names = {"exam_applicants": "社工考试报考", "exam_paid": "社工考试缴费"}
    (told,) = tell([conflict], names, "530000", "stations", "zh")
    assert told.what == "2022年社工考试报考"
    assert [who for who, _ in told.says] == ["县市区报告", "社工考试缴费 · 县市区报告"]
