"""What a file is, told by its header: stated figures, stations, service entries, …"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from cli.speech import Refusal

Kind = Literal["stated_figures", "stations", "service_entries", "funds", "staff"]
Record = dict[str, Any]
LINES = (".ndjson", ".jsonl", ".json")
LIMIT = 100 * 2**20  # bytes

# A header is of a kind when it holds one name of every group.
_NOTE = re.compile(r"[(\[（【].*|[*＊:：\s]+")  # a template marks what must be filled in: 地区*
_SIGNS: Mapping[Kind, Sequence[frozenset[str]]] = {
    "service_entries": (
        frozenset({"station_id", "station", "社工站", "站点", "社工站名称", "社工站编号"}),
        frozenset({"occurred_on", "服务日期", "服务时间", "开展日期"}),
    ),
    "staff": (frozenset({"姓名", "name"}), frozenset({"entered_on", "从业日期", "入职日期"})),
    "funds": (
        frozenset({"source", "资金来源", "来源"}),
        frozenset({"planned", "计划金额", "计划"}),
    ),
    "stated_figures": (
        frozenset({"indicator", "指标", "指标代码", "指标名称"}),
        frozenset({"value", "数值", "数量", "数据", "值"}),
    ),
    "stations": (
        frozenset({"kind", "类型", "站点类型", "类别"}),
        frozenset({"name", "名称", "站名", "站点名称", "社工站名称"}),
    ),
}


@dataclass(frozen=True)
class LoadedFile:
    """`records` are the rows of a table file, read only where rows are sent one by one."""

    name: str
    content: bytes
    kind: Kind
    records: Sequence[Record]

    @property
    def is_table(self) -> bool:
        """A workbook or CSV, which goes up whole; the lines of NDJSON go one by one."""
        return not self.name.lower().endswith(LINES)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_file(path: Path) -> LoadedFile:
    """Raises Refusal for a file that is not there, too large, or of no known kind."""
    content = _content(path)
    header, records = _table(path, content)
    return LoadedFile(path.name, content, _kind(path, header), records)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LIMIT:
            raise Refusal(f"{path} 超过 100 MB，请拆分", f"{path} is over 100 MB: split it")
        return path.read_bytes()
    except OSError as error:
        raise Refusal(
            f"无法读取 {path}（{error.strerror}），请检查路径",
            f"cannot read {path}: {error.strerror}",
        ) from None


def _kind(path: Path, header: Sequence[str]) -> Kind:
    words = {_NOTE.sub("", str(word)) for word in header}
    for kind, groups in _SIGNS.items():
        if all(words & group for group in groups):
            return kind
    raise Refusal(
        f"认不出 {path.name} 的内容：首行应含 indicator+value（上报数）、name+kind（社工站）"
        "或 station_id+occurred_on（服务记录）",
        f"{path.name} is of no known kind: its header should hold indicator+value, name+kind "
        "or station_id+occurred_on",
    )


def _table(path: Path, content: bytes) -> tuple[Sequence[str], Sequence[Record]]:
    suffix = path.suffix.lower()
    if content[:4] == b"PK\x03\x04":
        return _sheet(path, content)
    if suffix in LINES:
        return _lines(path, content)
    return _csv(path, content)


def _csv(path: Path, content: bytes) -> tuple[Sequence[str], Sequence[Record]]:
    reader = csv.DictReader(io.StringIO(_text(path, content)))
    return list(reader.fieldnames or []), list(reader)


def _text(path: Path, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal(f"{path.name} 编码不明，请存为 UTF-8", f"{path.name}: save it as UTF-8")


def _lines(path: Path, content: bytes) -> tuple[Sequence[str], Sequence[Record]]:
    records: list[Record] = []
    for number, line in enumerate(_text(path, content).splitlines(), 1):
        if line.strip():
            records.append(_object(path, number, line))
    return list(records[0]) if records else [], records


def _object(path: Path, number: int, line: str) -> Record:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if isinstance(found, dict):
        return found
    raise Refusal(
        f"{path.name} 第 {number} 行不是一个 JSON 对象，请改正后重试（尚未载入任何一行）",
        f"{path.name} line {number} is not a JSON object; nothing has been loaded",
    )


def _sheet(path: Path, content: bytes) -> tuple[Sequence[str], Sequence[Record]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, ValueError) as error:
        raise Refusal(f"{path.name} 不是可读的表格：{error}", f"{path.name}: {error}") from None
    header = [str(cell).strip() for cell in rows[0]] if rows else []
    return header, [dict(zip(header, map(_cell, row), strict=False)) for row in rows[1:]]


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
