"""What is deployed agrees with what is built; checked as far as it goes without an engine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.topics import TOPICS
from servicekit import metrics
from servicekit.settings import PREFIX
from services.portal.settings import PortalSettings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = ("registry", "volunteers", "charity", "metrics", "portal")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
METRIC = re.compile(r"\bwushe_[a-z_]+")
RECORDED = re.compile(r"\bwushe:[a-z0-9_:]+")


def queries() -> Iterator[str]:
    dashboard = json.loads((DEPLOY / "grafana/dashboards/wushe.json").read_text())
    for panel in dashboard["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    for group in rules()["groups"]:
        yield from (rule["expr"] for rule in group["rules"])


def rules() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "prometheus/rules.yml").read_text())
    return loaded


def test_the_compose_file_follows_the_compose_specification() -> None:
    run(
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    )


def test_every_service_is_deployed_with_settings_it_knows() -> None:
    known = {PREFIX + name.upper() for name in PortalSettings.model_fields}
    for name in SERVICES:
        given = {key for key in COMPOSE["services"][name]["environment"] if key.startswith(PREFIX)}
        assert given <= known, f"{name}: {given - known}"


def test_each_service_has_its_own_database_and_user() -> None:
    for name in SERVICES[:-1]:
        uri = COMPOSE["services"][name]["environment"]["WUSHE_MONGO_URI"]
        assert uri.startswith(f"mongodb://{name}:")
        assert f"/{name}?" in uri


def test_nothing_listens_beyond_the_host() -> None:
    ports = [port for one in COMPOSE["services"].values() for port in one.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_bus_is_the_one_the_tests_run_on() -> None:
    pom = (ROOT / "cli/engines/kafka/pom.xml").read_text()
    version = COMPOSE["services"]["kafka"]["image"].partition(":")[2]
    assert f"<kafka.version>{version}</kafka.version>" in pom


def test_every_service_is_scraped() -> None:
    config = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())
    targets = [
        t for group in config["scrape_configs"][0]["static_configs"] for t in group["targets"]
    ]
    assert targets == [f"{name}:8000" for name in SERVICES]


@pytest.mark.parametrize("query", sorted(set(queries())))
def test_every_metric_of_a_rule_or_panel_exists(query: str) -> None:
    series = {name for described in metrics.CATALOGUE for name in described.series}
    recorded = {
        rule["record"] for group in rules()["groups"] for rule in group["rules"] if "record" in rule
    }
    assert set(METRIC.findall(query)) <= series
    assert set(RECORDED.findall(query)) <= recorded


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    alerts = [rule for group in rules()["groups"] for rule in group["rules"] if "alert" in rule]
    assert len(alerts) >= 8
    for alert in alerts:
        assert alert["labels"]["severity"] in {"page", "ticket"}
        assert {"summary", "action"} <= alert["annotations"].keys()


def test_promtool_accepts_the_configuration_and_the_rules_do_what_their_tests_say() -> None:
    if shutil.which("promtool") is None:
        assert os.environ.get("CI") != "true", "promtool is missing"
        pytest.skip("promtool is missing: apt-get install prometheus")
    run("promtool", "check", "config", "deploy/prometheus/prometheus.yml")
    run("promtool", "test", "rules", "deploy/prometheus/rules_test.yml")


def test_the_image_installs_only_its_own_service_and_runs_as_nobody() -> None:
    lines = (ROOT / "Dockerfile").read_text()
    assert '--no-default-groups --extra "${SERVICE}"' in lines
    assert "USER 10001" in lines
    project = (ROOT / "pyproject.toml").read_text()
    assert all(f"\n{name} = [" in project for name in SERVICES)


def test_no_partition_count_is_written_down_twice() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert not any(name in text for name in TOPICS), "topics come from contracts/topics.py"


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
