import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Body, FastAPI, File, UploadFile
from hypothesis import given
from hypothesis import strategies as st

from servicekit import jsontext
from servicekit.bodies import MAX_JSON, MAX_UPLOAD, Bodies
from servicekit.errors import DomainError
from tests.unit.servicekit.conftest import connected

JSON = {"Content-Type": "application/json"}
MIB = 1024 * 1024


def echo() -> APIRouter:
    router = APIRouter()

    @router.post("/echo")
    async def echoed(body: Annotated[dict[str, Any] | None, Body()] = None) -> Any:
        return body

    @router.post("/failing-upload")
    async def failing(file: Annotated[UploadFile, File()]) -> None:
        raise RuntimeError

    @router.post("/upload")
    async def uploaded(file: Annotated[UploadFile, File()]) -> int:
        return len(await file.read())

    return router


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(echo())


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "malformed_json"),
        (b'{"a":1}}', 400, "malformed_json"),
        (b"{'a':1}", 400, "malformed_json"),
        (b"\xef\xbb\xbf{}", 400, "malformed_json"),
        (b'{"a":1,"a":2}', 400, "duplicate_key"),
        (b'{"b":[{"a":1,"a":1}]}', 400, "duplicate_key"),
        (b"[" * 10_000, 400, "json_too_deep"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400, "json_too_deep"),
        (b"[" * 21 + b"]" * 21, 400, "json_too_deep"),
        (b'{"a":NaN}', 400, "invalid_number"),
        (b'{"a":Infinity}', 400, "invalid_number"),
        (b'{"a":-Infinity}', 400, "invalid_number"),
        (b'{"a":1e400}', 400, "invalid_number"),
        (b'{"a":-1e400}', 400, "invalid_number"),
        (b'{"a":' + b"9" * 5_000 + b"}", 400, "invalid_number"),
        (b'{"a":-123456789012345678901}', 400, "invalid_number"),
        (b'{"a":"\\ud800"}', 422, "invalid_text"),
        (b'{"a":"\\udc00\\ud800"}', 422, "invalid_text"),
        (b'{"\\ud800":1}', 422, "invalid_text"),
        (b'{"a":"\\u0000"}', 422, "invalid_text"),
        (b'{"a":"\x00"}', 400, "invalid_text"),
        (b'{"a":"\xff"}', 400, "invalid_text"),
        (b'{"a":"\xc0\xaf"}', 400, "invalid_text"),
        (b'{"a":"\xed\xa0\x80"}', 400, "invalid_text"),
        ('{"a":"社"}'.encode("gb18030"), 400, "invalid_text"),
        ('{"a":1}'.encode("utf-16"), 400, "invalid_text"),
    ],
)
async def test_a_body_that_is_not_plain_json_is_refused(
    body: bytes, status: int, code: str, app: FastAPI
) -> None:
    async with connected(app) as client:
        answer = await client.post("/echo", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_broken_json_is_told_where_it_breaks_in_bytes(app: FastAPI) -> None:
    async with connected(app) as client:
        answer = await client.post("/echo", content='{"站":x}'.encode(), headers=JSON)
    assert answer.json()["offset"] == 7
    assert "7" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":"\\ud83d\\ude00"}',
        b'{"a":[1,1]}',
        b'{"a":-12345678901234567890}',
        b'{"a":1.5e300}',
        b'{"a":"[[[[[[[[[[[[[[[[[[[[[[[[[["}',
        b'{"a":"\\"{{{{{{{{{{{{{{{{{{{{{{{"}',
        b'{"a":' + b"[" * 19 + b"]" * 19 + b"}",
        ' {"a":"阿依古丽·买买提"} '.encode(),
    ],
)
async def test_plain_json_passes(body: bytes, app: FastAPI) -> None:
    async with connected(app) as client:
        answer = await client.post("/echo", content=body, headers=JSON)
    assert answer.status_code == 200, answer.text


async def test_an_absent_body_is_for_the_route_to_judge(app: FastAPI) -> None:
    async with connected(app) as client:
        assert (await client.post("/echo")).status_code == 200
        assert (await client.get("/livez")).status_code == 200


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json; charset=gbk",
        "application/json, text/plain",
        "",
    ],
)
async def test_only_json_is_taken_where_json_is_asked(media_type: str, app: FastAPI) -> None:
    async with connected(app) as client:
        answer = await client.post("/echo", content=b"{}", headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


async def test_only_a_form_is_taken_where_a_file_is_asked(app: FastAPI) -> None:
    async with connected(app) as client:
        answer = await client.post("/upload", content=b"{}", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("charset", ["utf-8", '"UTF-8"', "utf8"])
async def test_json_may_say_it_is_utf_8(charset: str, app: FastAPI) -> None:
    async with connected(app) as client:
        headers = {"Content-Type": f"application/json; charset={charset}"}
        assert (await client.post("/echo", content=b"{}", headers=headers)).status_code == 200


async def _chunks(size: int, taken: list[int]) -> AsyncIterator[bytes]:
    for _ in range(size // 65536 + 1):
        taken.append(65536)
        yield b" " * 65536


async def test_a_declared_size_above_the_cap_is_refused_unread(app: FastAPI) -> None:
    taken: list[int] = []
    headers = JSON | {"Content-Length": str(MAX_JSON + 1)}
    async with connected(app) as client:
        answer = await client.post("/echo", content=_chunks(MAX_JSON, taken), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.headers["Connection"] == "close"
    assert taken == []


async def test_a_chunked_body_is_cut_off_when_it_grows_past_the_cap(app: FastAPI) -> None:
    taken: list[int] = []
    async with connected(app) as client:
        answer = await client.post("/echo", content=_chunks(50 * MIB, taken), headers=JSON)
    assert answer.json()["code"] == "body_too_large"
    assert sum(taken) < MAX_JSON + 3 * 65536


async def test_the_largest_json_passes(app: FastAPI) -> None:
    body = b'{"a":"' + b"x" * (MAX_JSON - 8) + b'"}'
    assert len(body) == MAX_JSON
    async with connected(app) as client:
        assert (await client.post("/echo", content=body, headers=JSON)).status_code == 200


async def test_a_file_may_be_larger_than_json_up_to_its_own_cap(app: FastAPI) -> None:
    async with connected(app) as client:
        fine = await client.post("/upload", files={"file": b"x" * (10 * MIB)})
        refused = await client.post("/upload", files={"file": b"x" * MAX_UPLOAD})
    assert (fine.status_code, fine.json()) == (200, 10 * MIB)
    assert refused.json()["code"] == "body_too_large"


async def test_a_chunked_upload_is_cut_off_too(app: FastAPI) -> None:
    taken: list[int] = []

    async def form() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        async for chunk in _chunks(50 * MIB, taken):
            yield chunk

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    async with connected(app) as client:
        answer = await client.post("/upload", content=form(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert sum(taken) < MAX_UPLOAD + 3 * 65536


async def test_an_upload_cut_off_is_too_large_whatever_the_route_makes_of_it() -> None:
    sent: list[dict[str, Any]] = []

    async def endless() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * 100, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    async def app(_scope: Any, receive: Any, _send: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        raise ConnectionError

    form = [(b"content-type", b"multipart/form-data; boundary=x")]
    scope = {"type": "http", "headers": form, "path": "/", "method": "POST"}
    await Bodies(app, lambda _: True, max_upload=1000)(scope, endless, send)
    assert [message.get("status") for message in sent] == [413, None]


async def test_a_failure_while_handling_an_upload_is_a_failure(app: FastAPI) -> None:
    async with connected(app) as client:
        answer = await client.post("/failing-upload", files={"file": b"x"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")


async def test_a_broken_form_is_a_problem_not_a_failure(app: FastAPI) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    async with connected(app) as client:
        answer = await client.post("/upload", content=b"nonsense", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")


async def test_a_body_that_dribbles_in_is_given_up() -> None:
    async def never() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def app(*_: Any) -> None:
        raise AssertionError("the route must not be reached")

    scope = {"type": "http", "headers": [], "path": "/", "method": "POST"}
    await Bodies(app, lambda _: False, read_seconds=0.01)(scope, never, send)
    assert sent[0]["status"] == 408


def verdict(raw: bytes) -> DomainError | None:
    try:
        jsontext.check(raw)
    except DomainError as refusal:
        return refusal
    return None


@given(st.binary(max_size=200) | st.text(alphabet='[]{}":,\\ud80E1-.a', max_size=200))
def test_checking_any_bytes_ends_in_acceptance_or_a_refusal(body: bytes | str) -> None:
    refusal = verdict(body if isinstance(body, bytes) else body.encode())
    assert refusal is None or refusal.status in (400, 422)


@given(st.recursive(st.none() | st.integers(-(10**19), 10**19) | st.text(), st.lists))
def test_whatever_json_writes_is_accepted_unless_deep_or_with_a_nul(value: Any) -> None:
    raw = json.dumps(value).encode()
    refusal = verdict(raw)
    assert refusal is None or b"\\u0000" in raw or isinstance(refusal, jsontext.JsonTooDeep)


@pytest.mark.parametrize("flood", [b'"\\' * 500_000, b'\\"' * 500_000, b'"' * 999_999])
async def test_a_flood_of_quotes_is_judged_in_linear_time(flood: bytes) -> None:
    began = time.perf_counter()
    with pytest.raises(DomainError):
        jsontext.check(flood)
    assert time.perf_counter() - began < 2
