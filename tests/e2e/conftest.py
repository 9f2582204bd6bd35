"""The whole suite as a new user starts it: `./wushe up`, with the demonstration."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from cli.places import ROOT
from cli.ports import free_port


class Suite:
    """The address of a running suite and people who may use it."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self.base = f"http://127.0.0.1:{port}"

    def token(self, role: str, region: str) -> str:
        asked = ("token", "--role", role, "--region", region, "--data", str(self.data))
        return wushe(*asked).stdout.strip().splitlines()[-1]

    def client(self, role: str, region: str) -> Caller:
        return Caller(self.base, self.token(role, region))


class Caller(httpx.Client):
    """One signed-in person; every POST gets a fresh Idempotency-Key unless one is given."""

    def __init__(self, base: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        super().__init__(base_url=f"{base}/api/", headers=headers, timeout=20)

    def command(
        self, path: str, body: object = None, *, key: str = "", **headers: str
    ) -> httpx.Response:
        given = {"Idempotency-Key": key or str(uuid4()), "If-Match": "*", **headers}
        return self.post(path, json=body if body is not None else {}, headers=given)

    def done(self, path: str, body: object = None) -> dict[str, object]:
        answer = self.command(path, body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def figure(self, indicator: str, region: str, period: str = "cumulative") -> int:
        asked = {"indicator": indicator, "region": region, "period": period}
        answer = self.get("metrics/figures", params=asked)
        assert answer.is_success, answer.text
        return int(answer.json()["rows"][0]["value"])


def wushe(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "wushe"), *arguments], capture_output=True, text=True, timeout=240, check=True
    )


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    data = tmp_path_factory.mktemp("suite") / "data"
    port = free_port()
    wushe("up", "--detach", "--data", str(data), "--port", str(port))
    try:
        yield Suite(data, port)
    finally:
        wushe("down", "--data", str(data))


@pytest.fixture(scope="session")
def province(suite: Suite) -> Caller:
    return suite.client("province_admin", "530000")


@pytest.fixture(scope="session")
def county(suite: Suite) -> Caller:
    """An officer of Gejiu 个旧市 in Honghe."""
    return suite.client("county_officer", "532501")


@pytest.fixture(scope="session")
def station(county: Caller) -> dict[str, object]:
    """A demonstration station of Gejiu."""
    found = county.get("registry/stations", params={"limit": 1}).json()["items"]
    return json.loads(json.dumps(found[0]))  # type: ignore[no-any-return]
