"""What is deployed agrees with what is built; checked as far as it goes without an engine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import yaml

from contracts.topics import TOPICS
from servicekit.settings import PREFIX
from services.portal.settings import PortalSettings
from tests.deploy.queries import DEPLOY, ROOT, rules

SERVICES = ("registry", "volunteers", "charity", "metrics", "portal")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())


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


def test_each_service_has_its_own_database_user_and_password() -> None:
    users = re.search(r"services = (\[.*?\])", (DEPLOY / "mongo/init.js").read_text())
    assert users is not None
    assert json.loads(users[1]) == list(SERVICES[:-1])
    for name in SERVICES[:-1]:
        password = f"${{MONGO_{name.upper()}_PASSWORD:?}}"
        uri = COMPOSE["services"][name]["environment"]["WUSHE_MONGO_URI"]
        assert uri == f"mongodb://{name}:{password}@mongo:27017/{name}?replicaSet=wushe"


def test_the_example_names_every_setting_an_operator_gives_and_no_secret() -> None:
    wanted = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    lines = (DEPLOY / "env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    assert wanted - {"WUSHE_LOG_LEVEL"} == given.keys()
    assert not any(value for name, value in given.items() if name.endswith("PASSWORD"))


def test_secrets_stay_out_of_the_repository_and_of_the_image() -> None:
    for name in (".env", "deploy/keys/mongo-keyfile"):
        done = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT)
        assert done.returncode == 0, name
    assert {".env", "deploy"} <= set((ROOT / ".dockerignore").read_text().split())


def test_nothing_listens_beyond_the_host() -> None:
    ports = [port for one in COMPOSE["services"].values() for port in one.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_bus_is_the_one_the_tests_run_on() -> None:
    pom = (ROOT / "cli/engines/kafka/pom.xml").read_text()
    version = COMPOSE["services"]["kafka"]["image"].partition(":")[2]
    assert f"<kafka.version>{version}</kafka.version>" in pom


def test_every_service_is_scraped_and_missed_when_it_is_gone() -> None:
    config = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())
    (found,) = config["scrape_configs"][0]["dns_sd_configs"]
    assert tuple(found["names"]) == SERVICES
    assert found["port"] == 8000
    (absent,) = (rule["expr"] for rule in rules() if rule.get("alert") == "ServiceAbsent")
    assert tuple(re.findall(r'service_name="(\w+)"', absent)) == SERVICES


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
