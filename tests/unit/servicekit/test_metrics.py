import re

from prometheus_client import Counter, Gauge, Histogram, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from servicekit import metrics
from servicekit.metrics import CATALOGUE, REGISTRY

UNITS = {"seconds", "total", "size", "events", "records", "held", "flight", "drift", "stalled"}


def test_every_metric_is_in_the_catalogue_once() -> None:
    declared = [m for m in vars(metrics).values() if isinstance(m, Counter | Gauge | Histogram)]
    assert len({entry.name for entry in CATALOGUE}) == len(CATALOGUE) == len(declared)


def test_names_follow_the_conventions_of_prometheus() -> None:
    for entry in CATALOGUE:
        assert re.fullmatch(r"wushe_[a-z]+(_[a-z]+)+", entry.name), entry
        assert entry.name.endswith("_total") == (entry.kind == "counter"), entry
        assert entry.name.rsplit("_", 1)[1] in UNITS, entry
        assert entry.help


def test_no_label_could_name_a_person_or_grow_without_bound() -> None:
    bounded = {"service", "route", "method", "status", "code", "topic", "partition", "reason"} | {
        "operation", "collection",
    }  # fmt: skip
    assert {label for entry in CATALOGUE for label in entry.labels} <= bounded


def test_the_catalogue_names_the_series_a_scrape_shows() -> None:
    for entry in CATALOGUE:
        family = next(
            m for m in vars(metrics).values()
            if getattr(m, "_documentation", None) == entry.help
        )  # fmt: skip
        if entry.labels:
            family.labels(*("x" for _ in entry.labels))
    families = list(text_string_to_metric_families(generate_latest(REGISTRY).decode()))
    shown = {sample.name for family in families for sample in family.samples}
    for entry in CATALOGUE:
        assert set(entry.series) <= shown, entry
    assert not {name for name in shown if name.endswith("_created")}
