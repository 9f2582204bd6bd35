"""Request bodies, judged before any route sees them: size while streaming, type, plain JSON."""

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servicekit import jsontext
from servicekit.errors import DomainError
from servicekit.problems import respond

KIB = 1024
MAX_JSON = 1024 * KIB
CSV, NDJSON = "text/csv", "application/x-ndjson"
STREAMED = frozenset({CSV, NDJSON})
MAX_STREAM = 1024 * 1024 * KIB
MAX_UPLOAD = 10 * 1024 * KIB + 64 * KIB  # with what a form puts around a file of 10 MiB
READ_SECONDS = 30.0
_LARGE = 64 * KIB

UploadPaths = Callable[[Scope], bool]


class BodyTooLarge(DomainError):
    code = "body_too_large"
    status = 413
    zh = "请求正文超过 {limit} MiB。"
    en = "The body is larger than {limit} MiB."

    @property
    def headers(self) -> dict[str, str]:
        return {"Connection": "close"}  # the rest of the body is not wanted


class UnsupportedMediaType(DomainError):
    code = "unsupported_media_type"
    status = 415
    zh = "该地址只接受 {wanted}。"
    en = "This address takes {wanted} only."


class BodyTooSlow(DomainError):
    code = "body_timeout"
    status = 408
    zh = "请求正文未能及时送达。"
    en = "The body did not arrive in time."

    @property
    def headers(self) -> dict[str, str]:
        return {"Connection": "close"}


class Disconnected(Exception):
    """The client left while sending; nobody waits for an answer."""


class Bodies:
    """Pure ASGI middleware. JSON is read whole and checked; an upload is counted as it streams; a
    stream also, and may take as long as each part of it comes in time."""

    def __init__(
        self,
        app: ASGIApp,
        takes_upload: UploadPaths,
        max_json: int = MAX_JSON,
        max_upload: int = MAX_UPLOAD,
        takes_stream: UploadPaths = lambda _: False,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._app = app
        self._takes_upload = takes_upload
        self._takes_stream = takes_stream
        self._max_json = max_json
        self._max_upload = max_upload
        self._read_seconds = read_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._judge(scope, receive, send)
        except Disconnected:
            return
        except DomainError as refusal:
            await respond(refusal, scope)(scope, receive, send)

    async def _judge(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._takes_stream(scope):
            _refuse_declared(scope, MAX_STREAM)
            await self._stream(scope, receive, send, MAX_STREAM, each=True)
            return
        upload = self._takes_upload(scope)
        limit = self._max_upload if upload else self._max_json
        _refuse_declared(scope, limit)
        if upload and _media_type(scope) == "multipart/form-data":
            await self._stream(scope, receive, send, limit)
            return
        body = await self._read(receive, limit)
        if body:
            _require_json(scope, upload)
            await _check(body)
        await self._app(scope, _replay(body, receive), send)

    async def _read(self, receive: Receive, limit: int) -> bytes:
        chunks = bytearray()
        try:
            async with asyncio.timeout(self._read_seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Disconnected()
                    chunks += message.get("body", b"")
                    if len(chunks) > limit:
                        raise _too_large(limit)
                    if not message.get("more_body", False):
                        return bytes(chunks)
        except TimeoutError:
            raise BodyTooSlow() from None

    async def _stream(
        self, scope: Scope, receive: Receive, send: Send, limit: int, each: bool = False
    ) -> None:
        """Whatever the form parser makes of being cut off, the answer is the one given here."""
        counted = _Counted(receive, limit, self._read_seconds, each)
        try:
            await self._app(scope, counted.receive, _unless(counted, send))
        except Exception:
            if counted.refusal is None:
                raise
        if counted.refusal is not None:
            raise counted.refusal


class _Counted:
    """Receives an upload until it is too large or too slow, then reports a disconnect. `each`:
    the seconds are for one part, not for the whole."""

    def __init__(self, receive: Receive, limit: int, seconds: float, each: bool) -> None:
        self.refusal: DomainError | None = None
        self._receive = receive
        self._limit = limit
        self._left = limit
        self._seconds = seconds
        self._each = each
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._whole = False

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        if self._each:
            self._deadline = asyncio.get_running_loop().time() + self._seconds
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            self.refusal = BodyTooSlow()
            return {"type": "http.disconnect"}
        self._left -= len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._left < 0:
            self.refusal = _too_large(self._limit)
            return {"type": "http.disconnect"}
        return message


def _unless(counted: _Counted, send: Send) -> Send:
    async def send_unless_refused(message: Message) -> None:
        if counted.refusal is None:
            await send(message)

    return send_unless_refused


async def _check(body: bytes) -> None:
    """A large body is checked in a thread: it takes tenths of a second, others must not wait."""
    if len(body) > _LARGE:
        await asyncio.to_thread(jsontext.check, body)
    else:
        jsontext.check(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return messages.pop() if messages else await receive()

    return replayed


def _refuse_declared(scope: Scope, limit: int) -> None:
    declared = _header(scope, b"content-length")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > limit:
        raise _too_large(limit)


def _require_json(scope: Scope, upload: bool) -> None:
    wanted = "multipart/form-data" if upload else "application/json"
    charset = _header(scope, b"content-type").lower().partition("charset=")[2].strip(' "')
    if _media_type(scope) != wanted or charset not in ("", "utf-8", "utf8"):
        raise UnsupportedMediaType(wanted=wanted)


def _media_type(scope: Scope) -> str:
    return _header(scope, b"content-type").partition(";")[0].strip().lower()


def _header(scope: Scope, name: bytes) -> str:
    found = [value for key, value in scope["headers"] if key == name]
    return found[0].decode("latin-1") if len(found) == 1 else ""


def _too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(limit=limit // (1024 * KIB))
