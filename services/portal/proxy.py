"""/api/<service>/… passed through to the service, streaming both ways, and nothing added."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import StreamingResponse

from servicekit import bodies
from servicekit.bodies import MAX_JSON, MAX_STREAM, MAX_UPLOAD, STREAMED
from servicekit.errors import DomainError, Unavailable
from services.portal.origin import from_our_pages
from services.portal.session import SESSION
from services.portal.settings import PortalSettings

# An import of 50,000 rows is answered once they are stored.
TIMEOUT = httpx.Timeout(60, read=300, connect=2, pool=5).as_dict()
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

# RFC 9110, 7.6.1, and what would tell a service lies about who calls.
HOP_BY_HOP = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    }
)  # fmt: skip
NOT_FORWARDED = HOP_BY_HOP | {
    "cookie", "expect", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
    "x-real-ip",
}  # fmt: skip

router = APIRouter()


class NoSuchService(DomainError):
    code = "service_unknown"
    status = 404
    zh = "没有这个服务；可用的是 registry、volunteers、charity、metrics。"
    en = "There is no such service; there are registry, volunteers, charity and metrics."


class ServiceAway(Unavailable):
    code = "service_unavailable"
    zh = "服务 {service} 暂时无法连接，请稍后重试。"
    en = "The service {service} cannot be reached; try again shortly."


class ServiceBroken(DomainError):
    code = "bad_gateway"
    status = 502
    zh = "服务 {service} 的应答不完整，请稍后重试；写入请求请用同一 Idempotency-Key 重发。"
    en = (
        "The service {service} broke off its answer; try again, "
        "and repeat a write with the same Idempotency-Key."
    )


class BodyTooLarge(bodies.BodyTooLarge):
    """Without the hint to close: closing on unread bytes would reset the answer away."""

    @property
    def headers(self) -> dict[str, str]:
        return {}


class PathRefused(DomainError):
    code = "path_invalid"
    status = 400
    zh = "地址中不得含有 . 或 .. 路径段。"
    en = "The address may not contain dot segments."


class ForgedRequest(DomainError):
    code = "cross_site_request"
    status = 403
    zh = "该操作不是从本站页面发出的；程序调用请改用 Authorization 请求头。"
    en = "This did not come from a page of this site; programs use the Authorization header."


@router.api_route("/api/{service}/{path:path}", methods=METHODS, include_in_schema=False)
async def pass_through(request: Request, service: str, path: str) -> StreamingResponse:
    """The service's own answer. 404, 400, 403, 413, 502 or 503 (problem+json) are ours."""
    onward = httpx.Request(
        request.method,
        _target(request, service),
        headers=_headers(request),
        content=_limited(request) if _has_body(request) else None,
        extensions={"timeout": TIMEOUT},
    )
    answer = await _send(request.app.state.http, onward, service)
    response = StreamingResponse(
        _body(answer), status_code=answer.status_code, background=BackgroundTask(answer.aclose)
    )
    response.raw_headers = [
        (name.lower(), value)
        for name, value in answer.headers.raw
        if name.lower().decode("latin-1") not in HOP_BY_HOP
    ]
    return response


def _target(request: Request, service: str) -> httpx.URL:
    settings: PortalSettings = request.app.state.settings
    address = settings.upstream(service)
    if address is None:
        raise NoSuchService()
    if not address:
        raise ServiceAway(service=service)
    path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    if {b".", b".."} & set(path.lower().replace(b"%2e", b".").split(b"/")):
        raise PathRefused()
    query: bytes = request.scope["query_string"]
    return httpx.URL(address).copy_with(raw_path=path + (b"?" + query if query else b""))


def _headers(request: Request) -> list[tuple[bytes, bytes]]:
    named = request.headers.get("connection", "").lower().split(",")
    dropped = NOT_FORWARDED | {name.strip() for name in named}
    headers = [
        (name, value)
        for name, value in request.headers.raw
        if (text := name.decode("latin-1")) not in dropped and not text.startswith("x-user-")
    ]
    return headers + _from_cookie(request)


def _from_cookie(request: Request) -> list[tuple[bytes, bytes]]:
    """The session's token, where the caller brought no header of its own."""
    token = request.cookies.get(SESSION, "")
    if "authorization" in request.headers or not token or not token.isascii():
        return []
    if request.method not in SAFE and not from_our_pages(request):
        raise ForgedRequest()
    return [(b"authorization", f"Bearer {token}".encode())]


def _has_body(request: Request) -> bool:
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > _limit(request):
        raise _too_large(request)
    return int(length) > 0 or "transfer-encoding" in request.headers


async def _limited(request: Request) -> AsyncIterator[bytes]:
    """Stops where the service would: an answer it gives in mid-body would not get through."""
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > _limit(request):
            raise _too_large(request)
        yield chunk


def _limit(request: Request) -> int:
    """By media type, like the services; what is too large for one of them it says itself."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media in STREAMED:
        return MAX_STREAM
    return MAX_UPLOAD if media == "multipart/form-data" else MAX_JSON


def _too_large(request: Request) -> BodyTooLarge:
    return BodyTooLarge(limit=_limit(request) >> 20)


async def _send(http: httpx.AsyncClient, onward: httpx.Request, service: str) -> httpx.Response:
    try:
        return await http.send(onward, stream=True)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        raise ServiceAway(service=service) from None
    except httpx.TransportError:
        raise ServiceBroken(service=service) from None


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    finally:
        await answer.aclose()
