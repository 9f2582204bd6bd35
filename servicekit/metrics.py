"""Every Prometheus metric of the suite, in one typed place.

Dashboards and alert rules are checked against `CATALOGUE`, so a metric exists only if it is
declared here. Labels are bounded: route templates, topics, reasons; never an id or a person.
Each process has one registry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

disable_created_metrics()  # type: ignore[no-untyped-call]

Kind = Literal["counter", "gauge", "histogram"]
PREFIX = "wushe_"
REGISTRY = CollectorRegistry(auto_describe=True)
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

_LATENCY = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_FRESHNESS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 1800, 7200)
_BATCH = (1, 10, 100, 1_000, 5_000, 10_000, 25_000, 50_000)


@dataclass(frozen=True, slots=True)
class Described:
    """One catalogue entry; `name` is the family name as a query writes it."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...]

    @property
    def series(self) -> tuple[str, ...]:
        """The sample names this family exposes."""
        if self.kind != "histogram":
            return (self.name,)
        return tuple(f"{self.name}_{end}" for end in ("bucket", "count", "sum"))


CATALOGUE: list[Described] = []


def _counter(name: str, text: str, *labels: str) -> Counter:
    _describe(name, "counter", text, labels)
    return Counter(PREFIX + name, text, labels, registry=REGISTRY)


def _gauge(name: str, text: str, *labels: str) -> Gauge:
    _describe(name, "gauge", text, labels)
    return Gauge(PREFIX + name, text, labels, registry=REGISTRY)


def _histogram(name: str, text: str, buckets: Sequence[float], *labels: str) -> Histogram:
    _describe(name, "histogram", text, labels)
    return Histogram(PREFIX + name, text, labels, registry=REGISTRY, buckets=buckets)


def _describe(name: str, kind: Kind, text: str, labels: tuple[str, ...]) -> None:
    CATALOGUE.append(Described(PREFIX + name, kind, text, labels))


# --- HTTP -----------------------------------------------------------------------------------
HTTP_REQUEST = _histogram(
    "http_request_seconds",
    "Time to answer an HTTP request",
    _LATENCY,
    "service",
    "route",
    "method",
    "status",  # class: 2xx, 3xx, 4xx, 5xx
)
HTTP_IN_FLIGHT = _gauge("http_requests_in_flight", "HTTP requests being answered", "service")
HTTP_REFUSED = _counter("http_refused_total", "Requests refused, by problem code", "code")

# --- From the state to the bus --------------------------------------------------------------
OUTBOX_PENDING = _gauge("outbox_pending_events", "Events stored but not yet sent", "topic")
OUTBOX_OLDEST = _gauge("outbox_oldest_seconds", "Age of the oldest event not yet sent", "topic")
BUS_SENT = _counter("bus_sent_total", "Events acknowledged by the bus", "topic")
BUS_RESENT = _counter("bus_resent_total", "Events sent again because the bus lost them", "topic")
BUS_SEND_FAILED = _counter(
    "bus_send_failed_total", "Send attempts with no acknowledgement", "topic"
)
PRODUCER_REBUILT = _counter("bus_producer_rebuilt_total", "Producers replaced after a timeout")

# --- From the bus to the effect -------------------------------------------------------------
CONSUMER_LAG = _gauge(
    "consumer_lag_records", "Records in the bus not yet applied", "topic", "partition"
)
CONSUMER_APPLIED = _counter("consumer_applied_total", "Events applied", "topic")
CONSUMER_DUPLICATES = _counter(
    "consumer_duplicates_total", "Events seen again and dropped", "topic"
)
CONSUMER_IGNORED = _counter("consumer_ignored_total", "Events of a type not read here", "topic")
CONSUMER_PARKED = _counter("consumer_parked_total", "Records set aside", "topic", "reason")
CONSUMER_GAP_HELD = _gauge(
    "consumer_gap_held", "1 while a partition waits for a missing event", "topic", "partition"
)
CONSUMER_RETRIES = _counter(
    "consumer_retries_total", "Batches tried again after an outage", "topic"
)
CONSUMER_STALLED = _gauge(
    "consumer_stalled", "1 while there is lag and no progress", "topic", "partition"
)
CONSUMER_BATCH = _histogram("consumer_batch_size", "Records applied in one write", _BATCH, "topic")
EVENT_FRESHNESS = _histogram(
    "event_freshness_seconds", "From the event's time to its effect stored", _FRESHNESS, "topic"
)

RECONCILE_DRIFT = _gauge(
    "reconcile_drift", "Cells and statements that differed when everything was counted again"
)
RECONCILED_AT = _gauge(
    "reconciled_timestamp_seconds", "When everything was last counted again, Unix time"
)

# --- The store ------------------------------------------------------------------------------
STORE_RETRY = _counter("store_retry_total", "Store operations tried again", "operation")
STORE_CONFLICTS = _counter(
    "store_conflicts_total", "Writes refused because the version had moved on", "collection"
)
