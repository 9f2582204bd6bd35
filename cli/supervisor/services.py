"""The suite's own processes: which, on which ports, with which settings."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import partial

from cli.engines.probes import http_ready
from cli.places import DataDirectory
from cli.ports import HOST
from cli.processes import ProcessSpec
from cli.supervisor.engines import Engines, kept_port
from cli.supervisor.state import State

DOMAIN = ("registry", "volunteers", "charity", "metrics")
PORTAL = "portal"
# Passed on from the caller's environment; everything else WUSHE_ is ours to set.
PASSED_ON = ("WUSHE_MONGO_DRIVER", "WUSHE_LOG_LEVEL")


def plan_services(
    data: DataDirectory, before: State | None, engines: Engines, port: int
) -> tuple[list[ProcessSpec], list[ProcessSpec]]:
    """(the domain services, the portal), the portal on `port` knowing where the others are."""
    shared = _shared(data, engines)
    ports = {name: kept_port(before, name) for name in DOMAIN}
    urls = {f"WUSHE_{name.upper()}_URL": f"http://{HOST}:{at}" for name, at in ports.items()}
    reading_feeds = {"metrics": urls}
    services = [
        _spec(name, ports[name], {**shared, **reading_feeds.get(name, {})}) for name in DOMAIN
    ]
    identities = {"WUSHE_IDENTITIES": str(data.identities)}
    return services, [_spec(PORTAL, port, {**shared, **urls, **identities})]


def _shared(data: DataDirectory, engines: Engines) -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in PASSED_ON if os.environ.get(name)}
    return {
        "WUSHE_HOST": HOST,
        "WUSHE_KAFKA": engines.bus,
        "WUSHE_MONGO_URI": engines.store,
        "WUSHE_JWKS": str(data.keys / "jwks.json"),
        "WUSHE_ISSUER": "wushe-embedded",
        "WUSHE_AUDIENCE": "wushe",
        "WUSHE_PROFILE": "embedded",
        **passed_on,
    }


def _spec(name: str, port: int, settings: Mapping[str, str]) -> ProcessSpec:
    return ProcessSpec(
        name=name,
        argv=(sys.executable, "-m", f"services.{name}.main"),
        port=port,
        probe=partial(http_ready, port),
        env={**settings, "WUSHE_PORT": str(port)},
    )
