"""The page of the indicators says of each what it is, and promises only paths there are."""

import json
import re

import pytest

from contracts import generate, indicators
from contracts.codes import LISTS
from contracts.documents import indicator_page

PAGE = indicator_page.page()
ROWS = {
    code: row for row, code in re.findall(r"^(\| `([a-z_]+)` \| .*<br>.*)$", PAGE, re.MULTILINE)
}


@pytest.mark.parametrize("known", indicators.all(), ids=lambda known: known.code)
def test_every_indicator_stands_on_the_page_with_names_unit_and_dimensions(
    known: indicators.Indicator,
) -> None:
    row = ROWS[known.code]
    assert known.name_zh in row
    assert known.name_en in row
    assert known.display_unit in row
    assert {"stock": "存量", "flow": "流量"}[known.nature] in row
    for name, listed in zip(known.dimensions, known.lists, strict=True):
        assert f"`{name}`" in row
        assert re.search(rf"\| `{name}` \| `{listed}` \| `{LISTS[listed].codes[0]}`", PAGE)


def test_it_promises_only_paths_there_are() -> None:
    openapi = json.loads((generate.ROOT / "contracts/schemas/openapi/metrics.json").read_text())
    paths = re.findall(r"`GET ([^?`]+)\??([^`]*)`", PAGE)
    assert paths
    for path, query in paths:
        known = {one["name"] for one in openapi["paths"][path]["get"]["parameters"]}
        assert set(re.findall(r"([a-z]+)=", query)) <= known, path
