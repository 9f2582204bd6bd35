"""JSON lines on stderr. Only allow-listed fields leave the process: no bodies, no personal data.

log = structlog.get_logger(__name__)
log.info("journal_resent", topic=topic, partition=partition, count=count)
"""

import logging
import sys
import time
import traceback
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog

from servicekit.tracing import Trace, current_trace, current_traceparent, tracing

__all__ = [
    "ALLOWED",
    "RateLimit",
    "Trace",
    "configure",
    "current_trace",
    "current_traceparent",
    "tracing",
]

# A field that is not here is dropped, and its name listed under "dropped".
# fmt: off
ALLOWED = frozenset({
    "event", "level", "timestamp", "logger", "service", "trace_id", "method", "route", "status",
    "duration_ms", "code", "error", "where", "topic", "partition", "sequence", "offset",
    "event_id", "event_type", "aggregate", "version", "count", "reason", "component", "check",
    "attempt", "delay_s", "variable", "suppressed", "pid", "port", "collection", "operation",
    "batch", "lag", "size", "group", "seconds", "position", "expected", "database", "indicator",
    "task", "step", "dropped",
})
# fmt: on
_NOISY = ("aiokafka", "faststream", "pymongo", "motor")
_MAX_FRAMES = 12
_MAX_TEMPLATES = 1_000

Entry = MutableMapping[str, Any]


def configure(service: str, level: str = "INFO") -> None:
    """Route structlog and the standard library's loggers to one JSON stream."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _stamp(service),
        explain_exception,
        keep_allowed,
    ]
    render = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[structlog.stdlib.add_logger_name, *shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_named_logger,
    )
    _route_standard_library(level, shared, render)


def _route_standard_library(level: str, shared: list[Any], render: Any) -> None:
    handler = _Stderr()
    handler.addFilter(RateLimit(_NOISY))
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, _suppressed, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
            keep_exc_info=False,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "httpx", "httpcore", "faststream"):
        library = logging.getLogger(name)
        library.handlers.clear()  # faststream brings a coloured one of its own
        library.propagate = True
        library.setLevel(max(logging.WARNING, root.level))


class _Stderr(logging.StreamHandler[Any]):
    """Writes to whatever stderr is now: who captures or replaces it later gets the lines."""

    @property
    def stream(self) -> Any:
        return sys.stderr

    @stream.setter
    def stream(self, _stream: Any) -> None: ...


class _Named(structlog.WriteLogger):
    """A logger that writes a line at once, and knows its name."""

    def __init__(self, name: str) -> None:
        super().__init__(sys.stderr)
        self.name = name


def _named_logger(*args: Any) -> _Named:
    return _Named(str(args[0]) if args else "wushe")


def _stamp(service: str) -> Callable[[Any, str, Entry], Entry]:
    def stamp(_logger: Any, _method: str, entry: Entry) -> Entry:
        entry["service"] = service
        trace = current_trace()
        if trace is not None:
            entry.setdefault("trace_id", trace.trace_id)
        return entry

    return stamp


def keep_allowed(_logger: Any, _method: str, entry: Entry) -> Entry:
    """Drop what is not allow-listed, and say which names were dropped."""
    dropped = [name for name in entry if name not in ALLOWED and not name.startswith("_")]
    for name in dropped:
        del entry[name]
    if dropped:
        entry["dropped"] = sorted(dropped)
    return entry


def explain_exception(_logger: Any, _method: str, entry: Entry) -> Entry:
    """Type and place of an exception, never its message: that may quote a person's input."""
    raised = _raised(entry.pop("exc_info", None))
    if raised is not None:
        entry["error"] = type(raised).__name__
        frames = traceback.extract_tb(raised.__traceback__)[-_MAX_FRAMES:]
        entry["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return entry


def _raised(exc_info: Any) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1] if exc_info else None


def _suppressed(_logger: Any, _method: str, entry: Entry) -> Entry:
    count = getattr(entry.get("_record"), "suppressed", 0)
    if count:
        entry["suppressed"] = count
    return entry


class RateLimit(logging.Filter):
    """At most `lines` per logger and message template in `seconds`, for the named libraries.

    A client whose broker is away logs hundreds of thousands of lines a minute; the first line
    of the next window says how many were held back.
    """

    def __init__(
        self,
        libraries: tuple[str, ...],
        lines: int = 3,
        seconds: float = 10.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._libraries = libraries
        self._lines = lines
        self._seconds = seconds
        self._monotonic = monotonic
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.partition(".")[0] not in self._libraries:
            return True
        now = self._monotonic()
        key = (record.name, str(record.msg)[:80])
        began, seen = self._windows.get(key, (now, 0))
        if now - began >= self._seconds:
            record.suppressed = max(0, seen - self._lines)
            began, seen = now, 0
        self._remember(key, (began, seen + 1))
        return seen < self._lines

    def _remember(self, key: tuple[str, str], window: tuple[float, int]) -> None:
        if len(self._windows) >= _MAX_TEMPLATES:
            self._windows.clear()  # templates are few; a flood of new ones must not grow memory
        self._windows[key] = window
