"""The catalogue: whole, named in both languages, and strict about what splits what."""

import pytest

from contracts import codes, indicators
from contracts.problems import ContractError


def test_the_catalogue_is_whole() -> None:
    every = indicators.all()
    assert len(every) == len({indicator.code for indicator in every}) >= 46
    for indicator in every:
        assert indicator.nature in ("stock", "flow")
        assert indicator.name_zh
        assert indicator.name_en.isascii()
        assert len(indicator.dimensions) == len(indicator.lists)
        assert all(known in codes.LISTS for known in indicator.lists)


def test_money_is_kept_in_fen_and_read_in_yuan() -> None:
    money = {indicator.code for indicator in indicators.all() if indicator.is_money}
    assert {"funds", "funds_by_purpose", "resources_linked", "funds_raised"} <= money
    assert indicators.require("funds").display_unit == "元"
    assert indicators.require("staff").display_unit == "人"


def test_a_figure_of_services_splits_by_domain_activity_and_target_group() -> None:
    services = indicators.require("service_person_times")
    assert services.dimensions == ("domain", "activity", "target_group")
    assert services.members("domain") is codes.DOMAINS
    assert (services.unit, services.nature) == ("人次", "flow")


def test_levels_mean_certificates_for_people_and_areas_for_places() -> None:
    certified = indicators.require("certified_social_workers").members("level")
    assert certified.codes == ("assistant", "social_worker", "senior")
    assert "village" in indicators.require("places").members("level")


def test_an_unknown_indicator_is_refused_naming_the_nearest() -> None:
    assert indicators.get("station") is None
    with pytest.raises(indicators.IndicatorUnknown) as caught:
        indicators.require("station", "/indicator")
    assert (caught.value.code, caught.value.pointer) == ("indicator_unknown", "/indicator")
    assert caught.value.nearest[0] == "stations"
    assert "社工站" in caught.value.zh


def test_dimensions_are_read_from_text_and_put_in_order() -> None:
    funds = indicators.require("funds")
    read = indicators.parse_dimensions("stage=paid; source=all")
    assert list(funds.check(read).items()) == [("source", "all"), ("stage", "paid")]
    assert indicators.parse_dimensions("") == {}


def test_a_union_of_kinds_is_one_dimension_value() -> None:
    stations = indicators.require("stations")
    assert stations.check({"kind": "subdistrict+township"}) == {"kind": "township+subdistrict"}


@pytest.mark.parametrize("text", ["kind", "kind=", "=farm", "kind=farm;kind=room", "a==b;"])
def test_malformed_dimensions_are_refused(text: str) -> None:
    with pytest.raises(ContractError):
        indicators.require("stations").check(indicators.parse_dimensions(text))


def test_an_unknown_dimension_is_refused_naming_those_there_are() -> None:
    with pytest.raises(indicators.DimensionUnknown, match="source, stage") as caught:
        indicators.require("funds").check({"colour": "red"}, "/dimensions")
    assert (caught.value.code, caught.value.pointer) == ("dimension_unknown", "/dimensions")
    with pytest.raises(indicators.DimensionUnknown, match="none"):
        indicators.require("volunteers").check({"level": "county"})


def test_an_unknown_member_is_refused_naming_those_there_are() -> None:
    with pytest.raises(indicators.MemberUnknown, match="welfare_lottery") as caught:
        indicators.require("funds").check({"source": "lottery"})
    assert caught.value.code == "dimension_value_unknown"
    assert "福彩公益金" in caught.value.zh
