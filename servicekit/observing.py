"""The outermost middleware: a trace, a metric and one log line per request, and no leak.

An exception nobody handled becomes a 503 when the store is away, else a 500, without its message.
"""

import time
from collections.abc import Callable

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servicekit import metrics
from servicekit.problems import classify, respond
from servicekit.tracing import tracing

log = structlog.get_logger(__name__)

# Probes and scrapes come every few seconds and say nothing.
_QUIET = frozenset({"/livez", "/readyz", "/metrics"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Template = Callable[[Scope], str]


class Observing:
    """Pure ASGI middleware; `template` gives the route's template, so labels stay bounded."""

    def __init__(self, app: ASGIApp, service: str, template: Template) -> None:
        self._app = app
        self._service = service
        self._template = template

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with (
            tracing(_traceparent(scope)),
            metrics.HTTP_IN_FLIGHT.labels(self._service).track_inprogress(),
        ):
            await self._observe(scope, receive, send)

    async def _observe(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        answer = _Answer(send)
        try:
            await self._app(scope, receive, answer.send)
        except Exception as error:
            await self._rescue(error, answer, scope, receive)
        finally:
            self._record(scope, answer.status, time.perf_counter() - began)

    async def _rescue(
        self, error: Exception, answer: "_Answer", scope: Scope, receive: Receive
    ) -> None:
        refusal = classify(error)
        level = log.warning if refusal.status == 503 else log.error
        level("request_failed", exc_info=error, code=refusal.code, route=self._template(scope))
        if answer.status is not None:
            raise error  # half an answer is out: the server must cut the connection
        await respond(refusal, scope)(scope, receive, answer.send)

    def _record(self, scope: Scope, status: int | None, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = self._template(scope)
        metrics.HTTP_REQUEST.labels(
            self._service, route, method, f"{status // 100}xx" if status else "none"
        ).observe(seconds)
        if route not in _QUIET:
            log.info(
                "request", method=method, route=route, status=status,
                duration_ms=round(seconds * 1000, 1),
            )  # fmt: skip


class _Answer:
    def __init__(self, send: Send) -> None:
        self.status: int | None = None
        self._send = send

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self._send(message)


def _traceparent(scope: Scope) -> str | None:
    found = [value for key, value in scope["headers"] if key == b"traceparent"]
    return found[0].decode("latin-1") if len(found) == 1 else None
