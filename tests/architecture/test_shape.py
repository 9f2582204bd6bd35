"""The shape a newcomer relies on: who may import what, how large a thing may be, who may call."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from contracts.documents.services import SERVICES, app_of
from contracts.roles import PERMISSIONS
from servicekit import metrics
from servicekit.routes import table
from servicekit.security import PUBLIC, routes_without_permission

ROOT = Path(__file__).parents[2]
PACKAGES = ("contracts", "servicekit", "services", "cli")
VAGUE = {"utils", "helpers", "common", "base", "manager", "misc"}
BOUNDED_LABELS = {
    "service", "route", "method", "status", "code", "topic", "partition", "reason",
    "operation", "collection",
}  # fmt: skip


@lru_cache(maxsize=1)
def tracked() -> tuple[Path, ...]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    return tuple(ROOT / name for name in listed.stdout.splitlines())


def modules() -> list[Path]:
    return [p for p in tracked() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in PACKAGES]


def imports(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def importers(*names: str) -> set[str]:
    found = {m for m in modules() if set(imports(m)) & set(names)}
    return {str(m.relative_to(ROOT)) for m in found if "bench" not in m.parts}


def test_the_mongodb_driver_is_imported_in_exactly_one_module() -> None:
    assert importers("motor", "pymongo") == {"servicekit/database.py"}


def test_services_never_talk_to_the_bus_directly() -> None:
    assert not {name for name in importers("aiokafka") if name.startswith("services/")}


def test_no_module_is_longer_than_300_lines() -> None:
    long = {str(m.relative_to(ROOT)): n for m in modules() if (n := lines(m)) > 300}
    assert long == {}


def test_no_function_is_longer_than_50_lines() -> None:
    long = {
        f"{module.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno + 1
        for module in modules()
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= 50
    }
    assert long == {}


def lines(module: Path) -> int:
    return module.read_text().count("\n")


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [m for m in modules() if m.stem in VAGUE or m.parent.name in VAGUE] == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_main_only_names_its_parts(service: str) -> None:
    main = (ROOT / "services" / service / "main.py").read_text()
    assert len([line for line in main.splitlines() if line.strip()]) <= 25


@pytest.mark.parametrize("service", SERVICES)
def test_no_route_is_open_unless_it_is_listed_as_public(service: str) -> None:
    assert routes_without_permission(app_of(service)) == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_permission_a_route_asks_for_exists_and_is_the_services_own(service: str) -> None:
    for route in table(app_of(service)).routes:
        if route.path not in PUBLIC and route.permission is not None:
            assert route.permission in PERMISSIONS
            assert route.permission.partition(".")[0] == service, route.path


def test_every_metric_has_bounded_labels_and_a_conventional_name() -> None:
    for described in metrics.CATALOGUE:
        assert set(described.labels) <= BOUNDED_LABELS, described.name
        assert described.name.startswith("wushe_")
        assert (described.kind == "counter") == described.name.endswith("_total"), described.name


def test_no_expression_names_a_field_inside_an_array() -> None:
    """The embedded store answers '$array.field' silently wrong."""
    expression = re.compile(r"""["']\$[a-z_]+\.[a-z_]+["']""")
    guilty = [m for m in modules() if expression.search(m.read_text())]
    assert guilty == []


def test_no_test_sleeps() -> None:
    sleeping = re.compile(r"\btime\.sleep\(")
    tests = [p for p in tracked() if p.suffix == ".py" and p.parts[len(ROOT.parts)] == "tests"]
    assert [p for p in tests if sleeping.search(p.read_text()) and p != Path(__file__)] == []
