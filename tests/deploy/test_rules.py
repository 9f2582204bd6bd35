"""Rules ask for what the code shows, say what is wrong in two languages, and are seen to fire."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from contracts import area_gauges
from tests.deploy import queries
from tests.deploy.queries import DEPLOY, ROOT

RULES = queries.rules()
ALERTS = [rule for rule in RULES if "alert" in rule]
TESTS = ("rules_test.yml", "areas_test.yml")
CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.get("alert") or rule["record"])
def test_every_metric_and_label_of_a_rule_exists(rule: dict[str, Any]) -> None:
    assert queries.wrong(rule["expr"], queries.catalogue()) == []


def test_a_rule_that_speaks_of_what_there_is_not_is_found_out() -> None:
    known = queries.catalogue()
    assert queries.wrong("sum by (topic) (wushe_invented_total)", known) == [
        "no metric wushe_invented_total",
        "nothing has the label topic",
    ]
    assert queries.wrong('wushe_area_stations{station="s1"}', known) == [
        "wushe_area_stations has no label station"
    ]
    assert queries.wrong("max by (person) (wushe_area_stations)", known) == [
        "nothing has the label person"
    ]
    assert queries.wrong("wushe:area_silent:hours", known) == ["no metric wushe:area_silent:hours"]


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_every_alert_says_what_is_wrong_in_two_languages_and_what_to_do(
    alert: dict[str, Any],
) -> None:
    assert alert["labels"]["severity"] in {"page", "ticket"}
    assert {"summary", "action"} <= alert["annotations"].keys()
    chinese, _, english = alert["annotations"]["summary"].partition(" / ")
    assert CHINESE.search(chinese)
    assert re.search(r"[a-z]{3}", english)
    assert not CHINESE.search(english)


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_an_alert_names_only_labels_its_query_leaves(alert: dict[str, Any]) -> None:
    left = queries.result_labels(alert["expr"], queries.catalogue())
    for text in alert["annotations"].values():
        assert queries.shown(text) <= left


def test_no_rule_adds_up_what_every_replica_shows() -> None:
    """Two metrics services show each county twice."""
    gauges = {gauge.name for gauge in area_gauges.all()}
    for rule in RULES:
        for name in queries.named(rule["expr"]).keys() & gauges:
            before = rule["expr"].partition(name)[0]
            assert re.search(r"max by \([a-z, ]+\)\s*\($", before), rule


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_every_alert_is_seen_to_fire_and_to_be_silent(alert: dict[str, Any]) -> None:
    tests = [
        test
        for name in TESTS
        for test in yaml.safe_load((DEPLOY / "prometheus" / name).read_text())["tests"]
    ]
    checks = [check for test in tests for check in test.get("alert_rule_test", [])]
    fired = [len(c["exp_alerts"]) for c in checks if c["alertname"] == alert["alert"]]
    assert any(fired), f"{alert['alert']} is never seen to fire"
    assert 0 in fired, f"{alert['alert']} is never seen to be silent"


def test_promtool_accepts_the_configuration_and_the_rules_do_what_their_tests_say() -> None:
    if shutil.which("promtool") is None:
        assert os.environ.get("CI") != "true", "promtool is missing"
        pytest.skip("promtool is missing: apt-get install prometheus")
    _run("promtool", "check", "config", "deploy/prometheus/prometheus.yml")
    _run("promtool", "test", "rules", *(f"deploy/prometheus/{name}" for name in TESTS))


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
