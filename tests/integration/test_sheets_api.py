"""A county set up from spreadsheets, on the real store: every kind in, out, and in again."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from cli.engines import Engine
from services.registry import main
from tests.integration.web import Web, serving
from tests.unit.servicekit.workbooks import Value, workbook

pytestmark = pytest.mark.engines

OFFICER = {"role": "county_officer", "region": "532501"}
WORKER = {"role": "station_worker", "region": "532501002"}
SHEETS: dict[str, list[list[Value]]] = {
    "stations": [
        ["站点名称*", "类型*", "地区*", "挂牌日期", "运营方式*", "上级站点"],
        ["个旧社工总站", "社工总站", "532501", "2021-09-01", "就地转化", None],
        ["大屯站", "街道社工站", "532501002", "2021-10-01", "政府购买服务", "个旧社工总站"],
        ["大屯安置点社工室", "社工室", "532501002", None, "就地转化", "大屯站"],
    ],
    "staff": [
        ["姓名*", "地区*", "从业日期*", "社工站", "岗位", "用工形式", "任职日期", "证书等级",
         "取证日期"],
        ["王小明", "532501", "2021-07-01", "大屯站", "社会工作者", "专职", "2021-10-01",
         "助理社会工作师", "2021-12-31"],
        ["李四", "532501", "2022-01-01", None, None, None, None, None, None],
    ],
    "funds": [
        ["地区*", "社工站", "资金来源*", "资金性质*", "资金用途*", "年度*", "计划金额（元）*",
         "计划日期*", "到账金额（元）", "支出金额（元）", "支出用途"],
        ["532501", None, "福彩公益金", "专项资金", "建站", 2021, 40000, "2021-03-01", 40000, None,
         None],
        ["532501", "大屯站", "财政资金", "一般性资金", "站点运转", 2021, 20000.5, "2021-11-01",
         20000.5, 12000, "站点日常运转"],
    ],
    "service-entries": [
        ["社工站*", "服务日期*", "服务领域*", "活动类型*", "服务对象*", "人数", "人次", "户数"],
        ["大屯站", "2022-06-07", "养老服务", "入户走访", "留守老人", 3, 4, 3],
        ["大屯站", "2022-06-08", "儿童关爱保护", "小组活动", "留守儿童", 12, 12, None],
    ],
}  # fmt: skip


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def sent(web: Web, kind: str, content: bytes) -> dict[str, Any]:
    answer = await web.upload(f"/api/registry/{kind}/import", content, by=OFFICER)
    assert answer.is_success, answer.text
    return dict(answer.json())


async def test_a_county_is_set_up_from_spreadsheets_and_what_comes_out_goes_in_again(web: Web):
    for kind, rows in SHEETS.items():
        first = await sent(web, kind, workbook(rows))
        assert (first["kind"], first["created"]) == (kind, len(rows) - 1)
        again = await sent(web, kind, workbook(rows))
        assert (again["created"], again["already_there"]) == (0, len(rows) - 1)
    for kind, rows in SHEETS.items():
        for form in ("xlsx", "csv"):
            out = await web.get(f"/api/registry/sheets/{kind}/export.{form}", by=OFFICER)
            again = await sent(web, kind, out.content)
            assert (again["created"], again["already_there"]) == (0, len(rows) - 1), (kind, form)


@pytest.mark.parametrize("kind", sorted(SHEETS))
async def test_every_kind_has_a_template_whose_header_it_reads(web: Web, kind: str):
    got = await web.get(f"/api/registry/sheets/{kind}/template.xlsx", by=WORKER)
    book = CalamineWorkbook.from_filelike(io.BytesIO(got.content))
    (header,) = book.get_sheet_by_index(0).to_python()
    ours = {str(name).split("（")[0].rstrip("*") for name in SHEETS[kind][0] if name}
    assert ours <= {str(name).rstrip("*") for name in header}
    notes = [row[0] for row in book.get_sheet_by_name("填写说明").to_python()[1:]]
    assert notes == [str(name).rstrip("*") for name in header]


@pytest.mark.parametrize("kind", sorted(SHEETS))
async def test_no_kind_is_exported_beyond_what_one_may_see(web: Web, kind: str):
    path = f"/api/registry/sheets/{kind}/export.csv"
    assert (await web.get(path, by=WORKER)).status_code == 403
    assert (await web.get(f"{path}?region=532502", by=OFFICER)).status_code == 403
