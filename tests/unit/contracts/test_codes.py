"""Code lists: published codes with both names, and refusals that say what exists."""

import re

import pytest

from contracts import codes

EVERY = list(codes.LISTS.values())


@pytest.mark.parametrize("known", EVERY, ids=lambda known: known.name)
def test_every_code_is_unique_and_has_both_names(known: codes.CodeList) -> None:
    assert len(known.codes) == len(set(known.codes)) > 1
    assert known.version >= 1
    for member in known:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", member.code)
        assert re.search(r"[\u4e00-\u9fff]", member.name_zh)
        assert member.name_en.isascii()
        assert member.name_en[0].isupper()
    assert len({member.name_zh for member in known}) == len(known.codes)


@pytest.mark.parametrize(
    ("known", "published"),
    [
        (
            codes.DOMAINS,
            "social_assistance elderly children community_governance social_affairs "
            "rural_revitalisation volunteering other",
        ),
        (
            codes.ACTIVITIES,
            "casework group community_activity household_visit information_check publicity "
            "counselling referral resource_linking training supervision spot_aid",
        ),
        (
            codes.TARGET_GROUPS,
            "minimum_living extreme_poverty low_income disabled orphan left_behind_children "
            "left_behind_elderly left_behind_women vagrant resettled veteran general",
        ),
        (
            codes.STATION_KINDS,
            "township subdistrict community village school farm room point general incubation "
            "supervision",
        ),
        (codes.CERTIFICATE_LEVELS, "assistant social_worker senior"),
        (codes.QUALIFIERS, "exact at_least about"),
    ],
)
def test_published_codes_stay(known: codes.CodeList, published: str) -> None:
    assert known.codes[: len(published.split())] == tuple(published.split())


def test_a_union_is_written_in_the_lists_own_order() -> None:
    assert codes.STATION_KINDS.union("subdistrict+township") == "township+subdistrict"
    assert codes.STATION_KINDS.union("farm") == "farm"
    whole = "+".join(codes.STATION_KINDS.codes)
    assert codes.STATION_KINDS.union("+".join(reversed(codes.STATION_KINDS.codes))) == whole
    assert codes.STATION_KINDS.name_zh("township+subdistrict") == "乡镇社工站+街道社工站"


@pytest.mark.parametrize("text", ["", "+", "township+", "township+castle", "Township"])
def test_a_union_with_an_unknown_part_is_refused(text: str) -> None:
    with pytest.raises(codes.CodeUnknown):
        codes.STATION_KINDS.union(text)


def test_an_unknown_code_is_refused_naming_the_nearest_and_all_there_are() -> None:
    with pytest.raises(codes.CodeUnknown) as caught:
        codes.DOMAINS.require("elderley", "/domain")
    assert (caught.value.code, caught.value.pointer) == ("code_unknown", "/domain")
    assert caught.value.nearest == "elderly"
    assert "elderly（养老服务）" in caught.value.zh
    assert "rural_revitalisation" in caught.value.en
