"""What a file is, what its rows become, and how an outage is waited out."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from cli.demo.load import station_rows, stations_csv
from cli.exposition import sums
from cli.loading.client import Client, Refused
from cli.loading.entries import entry_of, load_entries, write_refused
from cli.loading.files import read_file
from cli.speech import Refusal
from contracts import regions
from tests.unit.servicekit.workbooks import day, workbook

ENTRY = {
    "station_id": "s1",
    "occurred_on": "2026-07-01",
    "domain": "elderly",
    "activity": "casework",
    "target_group": "general",
    "person_times": "3",
    "note": "",
}


class Api(BaseHTTPRequestHandler):
    """Answers each POST with the next of `answers`, the last one for ever; notes the keys."""

    answers: ClassVar[list[tuple[int, dict[str, object]]]] = []
    keys: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        Api.keys.append(self.headers["Idempotency-Key"])
        status, body = Api.answers.pop(0) if len(Api.answers) > 1 else Api.answers[0]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def api() -> Iterator[str]:
    Api.answers, Api.keys = [(201, {})], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def file(directory: Path, name: str, content: str | bytes) -> Path:
    path = directory / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def entries(directory: Path, count: int) -> Path:
    lines = [json.dumps({**ENTRY, "note": str(number)}) for number in range(count)]
    return file(directory, "log.ndjson", "\n".join(lines))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", "region,indicator,period,value,unit\n", "stated_figures"),
        ("a.csv", "﻿地区,指标,期间,数值,单位\n", "stated_figures"),
        ("a.csv", "地区,指标,期间,数值,单位\n".encode("gb18030"), "stated_figures"),
        ("a.csv", "name,kind,region,signed_on\n", "stations"),
        ("a.csv", "station_id,occurred_on,domain\n", "service_entries"),
        ("a.csv", "社工站*,服务日期*,服务领域*,活动类型*,服务对象*,人数\n", "service_entries"),
        ("a.csv", "站点名称*,类型*,地区*,挂牌日期,运营方式*\n", "stations"),
        ("a.ndjson", json.dumps(ENTRY), "service_entries"),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_header(
    tmp_path: Path, name: str, content: str | bytes, kind: str
) -> None:
    assert read_file(file(tmp_path, name, content)).kind == kind


def test_tables_go_up_whole_and_lines_one_by_one(tmp_path: Path) -> None:
    assert read_file(file(tmp_path, "a.csv", "station_id,occurred_on\n")).is_table
    assert not read_file(file(tmp_path, "a.ndjson", json.dumps(ENTRY))).is_table


def test_a_workbook_is_read_like_a_table(tmp_path: Path) -> None:
    filled = [name for name in ENTRY if name not in ("occurred_on", "person_times", "note")]
    header = [*filled, "occurred_on", "person_times"]
    content = workbook([header, [*(ENTRY[name] for name in filled), day(46204), 3]])
    found = read_file(file(tmp_path, "a.xlsx", content))
    assert found.kind == "service_entries"
    body = entry_of(found.records[0], 2)
    assert (body["occurred_on"], body["person_times"]) == ("2026-07-01", 3)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "colour,shape\n", "no known kind"),
        ("a.csv", "", "no known kind"),
        ("a.ndjson", '{"station_id": 1}\n[]\n', "line 2 is not a JSON object"),
        ("a.csv", b"\xff\xfe\x00", "save it as UTF-8"),
        ("a.xlsx", b"PK\x03\x04 broken", "a.xlsx"),
    ],
)
def test_a_file_of_no_known_kind_is_refused(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        read_file(file(tmp_path, name, content))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot read"):
        read_file(tmp_path / "none.csv")


def test_an_empty_cell_is_no_value_and_a_number_is_a_number() -> None:
    body = entry_of(ENTRY, 2)
    assert body["person_times"] == 3
    assert "note" not in body


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"person_times": "3.5"}, "row 2: person_times must be a whole number"),
        ({"person_times": "-1"}, "row 2: person_times"),
        ({"domain": ""}, "row 2: domain is missing"),
        ({"rgion": "1"}, "row 2: unknown column rgion"),
    ],
)
def test_a_wrong_row_is_named_before_anything_is_sent(change: dict[str, str], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        entry_of({**ENTRY, **change}, 2)


async def test_an_outage_is_waited_out_with_the_same_key(api: str) -> None:
    Api.answers = [(503, {}), (409, {"code": "in_progress"}), (201, {"id": "1"})]
    async with Client(api, "t") as client:
        assert await client.post("/x", {}, "key") == {"id": "1"}
    assert Api.keys == ["key"] * 3


async def test_a_refusal_is_not_repeated(api: str) -> None:
    Api.answers = [(422, {"code": "bad", "detail": "不对", "errors": [{"row": 3, "detail": "缺"}]})]
    async with Client(api, "t") as client:
        with pytest.raises(Refused, match="bad: 不对") as refused:
            await client.post("/x", {}, "key")
    assert "row 3" in refused.value.lines()[1]
    assert len(Api.keys) == 1


async def test_loading_a_file_again_sends_the_same_keys(
    api: str, tmp_path: Path, silent: Callable[[int, int], None]
) -> None:
    found = read_file(entries(tmp_path, 20))
    async with Client(api, "t") as client:
        await load_entries(client, found, silent)
        first, Api.keys = set(Api.keys), []
        await load_entries(client, found, silent)
    assert len(first) == 20
    assert set(Api.keys) == first


async def test_a_refused_row_does_not_hold_up_the_others(
    api: str, tmp_path: Path, silent: Callable[[int, int], None]
) -> None:
    Api.answers = [(422, {"code": "bad", "detail": "不对"}), (201, {})]
    path = entries(tmp_path, 5)
    async with Client(api, "t") as client:
        outcome = await load_entries(client, read_file(path), silent)
    assert (outcome.sent, len(outcome.refused)) == (4, 1)
    rest = read_file(write_refused(path, outcome.refused))
    assert [record["note"] for record in rest.records] == [outcome.refused[0][1]["note"]]


async def test_a_dead_token_ends_the_load_at_once(
    api: str, tmp_path: Path, silent: Callable[[int, int], None]
) -> None:
    Api.answers = [(401, {"code": "unauthenticated"})]
    async with Client(api, "t") as client:
        with pytest.raises(Refusal, match="--token"):
            await load_entries(client, read_file(entries(tmp_path, 50)), silent)
    assert len(Api.keys) <= 8


@pytest.fixture
def silent() -> Callable[[int, int], None]:
    return lambda done, total: None


def test_sums_of_a_metrics_page_run_over_labels() -> None:
    page = '# HELP a x\na{t="1"} 2.0\na{t="2"} 3\nab 9\nb 1e3\n'
    assert sums(page, {"a", "b", "c"}) == {"a": 5.0, "b": 1000.0}


def test_the_demonstration_has_one_station_for_every_township_and_subdistrict() -> None:
    townships = [place for place in regions.all() if place.level == "township"]
    rows = station_rows()
    assert [row[2] for row in rows] == [place.code for place in townships]
    kinds = {row[0]: row[1] for row in rows}
    assert kinds["大屯街道社会工作服务站"] == "subdistrict"
    assert kinds["鸡街镇社会工作服务站"] == "township"
    assert stations_csv() == stations_csv()
