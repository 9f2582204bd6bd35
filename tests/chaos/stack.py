"""Registry and metrics on real engines, every process under the test's own hand."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from functools import partial
from pathlib import Path

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey
from pymongo import MongoClient

from cli.engines import Engine, bus_engine, secantus_engine
from cli.engines.probes import http_ready
from cli.engines.topics import create_topics
from cli.ports import free_port
from cli.processes import ProcessSpec

PROVINCE = "530000"
COUNTY = "532501"
TOWNSHIPS = ("532501002", "532501003", "532501004")


class Stack:
    """Start with `up()`; each of `bus`, `store`, `registry`, `metrics` can be killed at will;
    `charity` is started by the tests that want it."""

    def __init__(self, directory: Path, bus: str | None = None) -> None:
        self._directory = directory
        self.bus = bus_engine(directory / "bus", bus)
        self.store = secantus_engine(directory / "store")
        self._key = ECKey.generate_key("P-256", {"kid": "chaos"})
        self._jwks = directory / "jwks.json"
        self._jwks.write_text(json.dumps({"keys": [self._key.as_dict(private=False)]}))
        self._ports = {
            name: free_port()
            for name in ("registry", "metrics", "charity", "registry-twin", "metrics-twin")
        }
        self.registry = self.process("registry")
        self.metrics = self.process("metrics")
        self.charity = self.process("charity")
        self.client = httpx.Client(
            headers={"Authorization": f"Bearer {self.token('province_admin', PROVINCE)}"},
            timeout=10,
        )

    def up(self) -> Stack:
        for engine in (self.bus, self.store):
            engine.launch()
        for engine in (self.bus, self.store):
            engine.start()
        self.create_topics()
        self.registry.start()
        self.metrics.start()
        return self

    def down(self) -> None:
        self.client.close()
        for engine in (self.metrics, self.registry, self.store, self.bus):
            engine.stop()

    def create_topics(self) -> None:
        asyncio.run(create_topics(self.bus.address))

    def process(self, name: str, *, port: str = "", crash_at: str = "") -> Engine:
        """One service process; `port` names whose port it takes, `crash_at` where it dies."""
        at = self._ports[port or name]
        settings = {
            "WUSHE_PORT": str(at),
            "WUSHE_KAFKA": self.bus.address,
            "WUSHE_MONGO_URI": self.store.uri,
            "WUSHE_JWKS": str(self._jwks),
            "WUSHE_PROFILE": "embedded",
            "WUSHE_LOG_LEVEL": "WARNING",
        }
        if crash_at:
            settings["WUSHE_CRASH_AT"] = crash_at
        spec = ProcessSpec(
            name=f"{name}-{crash_at}" if crash_at else name,
            argv=(sys.executable, "-m", f"services.{name}.main"),
            port=at,
            probe=partial(http_ready, at),
            env=settings,
        )
        return Engine(spec, self._directory / f"{name}-{port}-{crash_at}".replace(":", "-"))

    def token(self, role: str, region: str) -> str:
        now = int(time.time())
        header = {"alg": "ES256", "typ": "at+jwt", "kid": "chaos"}
        claims = {
            "iss": "wushe-embedded",
            "aud": "wushe",
            "sub": f"chaos-{role}",
            "iat": now,
            "exp": now + 3600,
            "role": role,
            "region": region,
        }
        return jwt.encode(header, claims, self._key)

    def gauge(self, process: Engine, name: str) -> float:
        """A Prometheus metric of a process, summed over its labels."""
        lines = self.client.get(f"http://{process.address}/metrics").text.splitlines()
        found = [line for line in lines if line.partition("{")[0].partition(" ")[0] == name]
        return sum(float(line.rpartition(" ")[2]) for line in found)

    def figure(self, indicator: str, region: str) -> int:
        """The cumulative recorded total."""
        asked = {"indicator": indicator, "region": region}
        url = f"http://{self.metrics.address}/api/metrics/figures"
        answer = self.client.get(url, params=asked)
        answer.raise_for_status()
        return int(answer.json()["rows"][0]["value"])

    def database(self, name: str) -> MongoClient:  # type: ignore[type-arg]
        return MongoClient(self.store.uri, serverSelectionTimeoutMS=5000)[name]  # type: ignore[return-value]
