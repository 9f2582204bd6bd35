"""How many paper stations an area has: bounded, and never which."""

from services.registry.activity.gauge import GAUGE, samples


def test_a_paper_station_counts_for_its_county_its_prefecture_and_the_province() -> None:
    values = {s.region: s.value for s in samples(["532501002", "532501", "532500", "530102001"])}
    assert [values[r] for r in ("532501", "532500", "530102", "530000")] == [2, 3, 1, 4]
    assert values["530103"] == 0, "an area without any says so"


def test_there_is_one_number_for_each_area() -> None:
    found = list(samples([]))
    assert len(found) == len({s.region for s in found}) == 1 + 16 + 129
    assert {(s.gauge, s.member, s.value) for s in found} == {(GAUGE, "", 0)}
