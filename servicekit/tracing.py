"""One trace id from the browser to the effect: W3C Trace Context, kept in a context variable."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

_TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Trace:
    """Where in which trace we are: 32 and 16 lower-case hex digits."""

    trace_id: str
    span_id: str
    sampled: bool = True

    @property
    def traceparent(self) -> str:
        """The header that hands this trace on, over HTTP or in an event."""
        return f"00-{self.trace_id}-{self.span_id}-{'01' if self.sampled else '00'}"


_CURRENT: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current_trace() -> Trace | None:
    """The trace of the request or record being handled, if any."""
    return _CURRENT.get()


def current_traceparent() -> str:
    """The header that hands the current trace on, or "" outside of any."""
    trace = _CURRENT.get()
    return trace.traceparent if trace else ""


@contextmanager
def tracing(traceparent: str | None = None) -> Iterator[Trace]:
    """Continue the caller's trace in a span of our own; without a good header, start one."""
    trace = _continued(traceparent)
    token = _CURRENT.set(trace)
    try:
        yield trace
    finally:
        _CURRENT.reset(token)


def _continued(traceparent: str | None) -> Trace:
    match = _TRACEPARENT.fullmatch(traceparent or "")
    if match is None or (match[0].startswith("00") and match[4]):
        return Trace(secrets.token_hex(16), secrets.token_hex(8))
    return Trace(match[1], secrets.token_hex(8), bool(int(match[3], 16) & 1))
