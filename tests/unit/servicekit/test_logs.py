import json
import logging

import pytest
import structlog

from servicekit.logs import RateLimit, current_trace, current_traceparent, tracing
from tests.unit.servicekit.conftest import Lines

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_a_line_is_json_with_the_service_and_the_trace(lines: Lines) -> None:
    with tracing(PARENT):
        structlog.get_logger("servicekit.relay").info("journal_resent", topic="t", count=3)
    (line,) = lines()
    assert line["event"] == "journal_resent"
    assert (line["service"], line["topic"], line["count"]) == ("registry", "t", 3)
    assert line["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736"


def test_a_field_that_is_not_allowed_is_dropped_by_name(lines: Lines) -> None:
    structlog.get_logger("x").info("registered", phone="13800138000", count=1)
    (line,) = lines()
    assert line["dropped"] == ["phone"]
    assert "13800138000" not in json.dumps(line)


@pytest.mark.parametrize("library", [True, False])
def test_an_exception_is_logged_by_type_and_place_without_its_message(
    library: bool, lines: Lines
) -> None:
    log = logging.getLogger("uvicorn.error") if library else structlog.get_logger("x")
    try:
        int("530121199001011237x")
    except ValueError:
        log.exception("failed")
    (line,) = lines()
    assert line["error"] == "ValueError"
    assert "test_logs.py" in str(line["where"])
    assert "530121199001011237" not in json.dumps(line)


def test_a_library_that_floods_is_cut_to_a_few_lines(lines: Lines) -> None:
    for attempt in range(1_000):
        logging.getLogger("aiokafka.conn").warning("no connection, attempt %s", attempt)
    logging.getLogger("aiokafka.conn").warning("another message")
    assert len(lines()) == 4


def record(name: str = "aiokafka.conn", message: str = "no connection") -> logging.LogRecord:
    return logging.LogRecord(name, logging.WARNING, "", 0, message, (), None)


def test_the_next_window_says_how_many_lines_were_held_back() -> None:
    now = 0.0
    limit = RateLimit(("aiokafka",), lines=2, seconds=10, monotonic=lambda: now)
    assert [limit.filter(record()) for _ in range(7)] == [True, True] + [False] * 5
    now = 10.0
    again = record()
    assert limit.filter(again)
    assert again.__dict__["suppressed"] == 5


def test_other_loggers_are_not_limited() -> None:
    limit = RateLimit(("aiokafka",), lines=1)
    assert all(limit.filter(record("servicekit.relay")) for _ in range(10))


def test_a_trace_is_continued_in_a_span_of_our_own() -> None:
    with tracing(PARENT) as trace:
        assert trace.trace_id in PARENT
        assert trace.span_id not in PARENT
        assert current_traceparent() == f"00-{trace.trace_id}-{trace.span_id}-01"
    assert current_trace() is None
    assert current_traceparent() == ""


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "garbage",
        PARENT.upper(),
        PARENT[:-1],
        PARENT + "-extra",
        "ff" + PARENT[2:],
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-4bf92f3577b34da6a3ce929d0e0e4736-{'0' * 16}-01",
        PARENT + "\nX-Injected: 1",
    ],
)
def test_a_missing_or_odd_trace_header_starts_a_new_trace(header: str | None) -> None:
    with tracing(header) as trace:
        assert len(trace.trace_id) == 32
        assert trace.trace_id not in (header or "").lower()


def test_a_later_version_of_the_header_is_still_understood() -> None:
    with tracing("01" + PARENT[2:] + "-more") as trace:
        assert trace.trace_id in PARENT
