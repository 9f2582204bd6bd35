"""The one place that asks the metrics service: figures, their traces, and conflicts, over HTTP."""

from __future__ import annotations

from typing import Literal, TypeVar

import httpx
import msgspec

Basis = Literal["recorded", "stated"]
MAX_LIMIT = 100  # the largest page a service gives
CONFLICT_PAGES = 5
Value = int | float | str | None


class Row(msgspec.Struct, frozen=True):
    """One figure. `value` is in `unit` (money: 分); None where a ratio has no denominator."""

    region: str
    indicator: str
    period: str
    value: Value
    unit: str = ""
    dimensions: dict[str, str] = {}
    qualifier: str = "exact"
    basis: str = "recorded"
    as_of: str | None = None
    source: str | None = None


class Indicator(msgspec.Struct, frozen=True):
    code: str
    name_zh: str
    name_en: str = ""
    unit: str = ""
    nature: str = "flow"
    dimensions: list[str] = []


class TraceItem(msgspec.Struct, frozen=True):
    """One event behind a figure, with the change it made."""

    event_id: str
    type: str
    region: str
    day: str
    delta: Value = None
    unit: str = ""
    topic: str = ""
    partition: int | None = None
    sequence: int | None = None
    indicator: str = ""
    dimensions: dict[str, str] = {}
    subject: str = ""


class ConflictValue(msgspec.Struct, frozen=True):
    value: Value
    unit: str = ""
    basis: str = ""
    qualifier: str = "exact"
    source: str | None = None
    dimensions: dict[str, str] = {}
    indicator: str | None = None


class Conflict(msgspec.Struct, frozen=True):
    """Figures that disagree; `kind`: stated_stated, parts, identity, recorded, unit."""

    kind: str
    region: str
    indicator: str
    period: str
    values: list[ConflictValue]
    dimensions: dict[str, str] = {}
    difference: Value = None


class Rows(msgspec.Struct, frozen=True):
    rows: list[Row]


class Indicators(msgspec.Struct, frozen=True):
    items: list[Indicator]


class Trace(msgspec.Struct, frozen=True):
    items: list[TraceItem]
    next: str | None = None


class Conflicts(msgspec.Struct, frozen=True):
    items: list[Conflict]
    next: str | None = None


class Problem(msgspec.Struct, frozen=True):
    code: str = "unknown"
    detail: str = ""


class Unanswered(Exception):
    """The metrics service gave no figures. `reason`: away, sign_in, refused or garbled."""

    def __init__(self, reason: str, status: int = 503, detail: str = "") -> None:
        self.reason = reason
        self.status = status
        self.detail = detail
        super().__init__(f"{reason} {status}")


T = TypeVar("T")


class Figures:
    """The metrics API as one signed-in person sees it. Every method may raise Unanswered."""

    def __init__(self, http: httpx.AsyncClient, address: str, token: str, language: str) -> None:
        self._http = http
        self._address = address
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}

    async def indicators(self) -> list[Indicator]:
        return (await self._get("/api/metrics/indicators", {}, Indicators)).items

    async def rows(
        self, indicator: str, region: str, period: str, *, by: str = "", basis: Basis = "recorded"
    ) -> list[Row]:
        asked = {"indicator": indicator, "region": region, "period": period, "basis": basis}
        if by:
            asked["by"] = by
        return (await self._get("/api/metrics/figures", asked, Rows)).rows

    async def trace(self, asked: dict[str, str], *, limit: int, after: str = "") -> Trace:
        paging = {"limit": str(limit)} | ({"after": after} if after else {})
        return await self._get("/api/metrics/figures/trace", asked | paging, Trace)

    async def conflicts(self, region: str) -> list[Conflict]:
        """All of a region and below it, as far as a page of ours can show them."""
        found: list[Conflict] = []
        asked = {"region": region, "limit": str(MAX_LIMIT)}
        for _ in range(CONFLICT_PAGES):
            page = await self._get("/api/metrics/conflicts", asked, Conflicts)
            found += page.items
            if page.next is None:
                break
            asked["after"] = page.next
        return found

    async def _get(self, path: str, query: dict[str, str], shape: type[T]) -> T:
        try:
            answer = await self._http.get(self._address + path, params=query, headers=self._headers)
        except httpx.TransportError:
            raise Unanswered("away") from None
        if answer.status_code != 200:
            raise _refusal(answer)
        try:
            return msgspec.json.decode(answer.content, type=shape)
        except msgspec.DecodeError:
            raise Unanswered("garbled", 502) from None


def _refusal(answer: httpx.Response) -> Unanswered:
    if answer.status_code == 401:
        return Unanswered("sign_in", 401)
    if answer.status_code >= 500:
        return Unanswered("away", answer.status_code)
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
    except msgspec.DecodeError:
        problem = Problem()
    return Unanswered("refused", answer.status_code, problem.detail)
