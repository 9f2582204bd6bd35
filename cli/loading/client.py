"""A patient caller of the public API: an outage is waited out, and sent again with its key."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any

import httpx

from cli.speech import Refusal, both

PATIENCE = 180.0  # seconds an outage may last
UPLOAD_SECONDS = 600.0  # 50,000 rows are read, judged and stored before the answer
PAUSE = (0.2, 5.0)  # seconds: first, longest
# in_progress, rate_limited, and what a proxy says while a service restarts
_LATER = {409, 429, 502, 503, 504}


class Refused(Exception):
    """The API said no for good; the message is its own sentence."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self.problem = _problem(answer)
        self.code = str(self.problem.get("code", self.status))
        super().__init__(f"{self.code}: {self.problem.get('detail', answer.reason_phrase)}")

    def lines(self, most: int = 20) -> list[str]:
        """The sentence, then what is wrong field by field."""
        errors = list(self.problem.get("errors") or [])
        told = [f"  {_where(error)}{error.get('detail') or error.get('code')}" for error in errors]
        more = len(told) - most
        rest = [both(f"  另有 {more} 处", f"  and {more} more")] if more > 0 else []
        return [str(self), *told[:most], *rest]


class Client:
    """One caller with one token. A command sent with the same key takes effect once."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "zh-CN"}
        # trust_env off: a proxy of the surroundings has no business with loopback.
        self._http = httpx.AsyncClient(base_url=url, headers=headers, timeout=60.0, trust_env=False)

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def post(self, path: str, body: Mapping[str, Any], key: str) -> Any:
        return await self._patiently(
            lambda: self._http.post(path, json=body, headers={"Idempotency-Key": key})
        )

    async def upload(self, path: str, name: str, content: bytes, key: str) -> Any:
        return await self._patiently(
            lambda: self._http.post(
                path,
                files={"file": (name, content)},
                headers={"Idempotency-Key": key},
                timeout=UPLOAD_SECONDS,
            )
        )

    async def get(self, path: str, **query: str) -> Any:
        return await self._patiently(lambda: self._http.get(path, params=query))

    async def _patiently(self, send: Callable[[], Awaitable[httpx.Response]]) -> Any:
        pause, deadline = PAUSE[0], time.monotonic() + PATIENCE
        while True:
            answer = await _attempt(send)
            if answer is not None and not _again(answer):
                return _settled(answer)
            if time.monotonic() > deadline:
                raise _no_answer(answer)
            await asyncio.sleep(_wait(answer, pause))
            pause = min(PAUSE[1], pause * 2)


async def _attempt(send: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response | None:
    try:
        return await send()
    except httpx.TransportError:
        return None


def _again(answer: httpx.Response) -> bool:
    if answer.status_code == 409:
        return bool(_problem(answer).get("code") == "in_progress")
    return answer.status_code in _LATER


def _settled(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json() if answer.content else None
    raise Refused(answer)


def _wait(answer: httpx.Response | None, pause: float) -> float:
    asked = answer.headers.get("Retry-After", "") if answer is not None else ""
    return min(float(asked), 30.0) if asked.isdigit() else pause


def _no_answer(answer: httpx.Response | None) -> Refusal:
    said = "" if answer is None else f"（{Refused(answer)}）"
    return Refusal(
        f"服务 {PATIENCE:g} 秒内没有恢复{said}；./wushe doctor 后重试，已载入的不会重复",
        f"no answer for {PATIENCE:g} s; run ./wushe doctor, then again: nothing is counted twice",
    )


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _where(error: Mapping[str, Any]) -> str:
    row, column = error.get("row"), error.get("column")
    if row is not None:
        return both(f"第 {row} 行 {column or ''}：", f"row {row} {column or ''}: ")
    return f"{error.get('pointer', '')} "
