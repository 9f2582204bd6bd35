import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from faststream.kafka import KafkaBroker
from faststream.specification import AsyncAPI

from contracts.roles import PERMISSIONS
from servicekit.clock import Clock, FixedClock, SystemClock
from servicekit.health import Check, failing
from servicekit.idempotency import Attempt
from servicekit.providing import Now, provided
from servicekit.security import PUBLIC, Actor, require
from tests.unit.servicekit.conftest import Lines, connected
from tests.unit.servicekit.issuer import Issuer

PATH = "/api/registry/stations"


class Diary:
    """Components that write down when they start and stop."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def part(self, name: str, start: Exception | None = None, stop: Exception | None = None) -> Any:
        diary = self

        class Part:
            async def start(self) -> None:
                diary.lines.append(f"start {name}")
                if start:
                    raise start

            async def stop(self) -> None:
                diary.lines.append(f"stop {name}")
                if stop:
                    raise stop

        return Part()


async def test_parts_start_in_order_and_stop_in_reverse(make_app: Callable[..., FastAPI]) -> None:
    diary = Diary()
    app = make_app(components=[diary.part("store"), diary.part("bus")])
    async with connected(app):
        assert diary.lines == ["start store", "start bus"]
    assert diary.lines[2:] == ["stop bus", "stop store"]


async def test_a_part_that_cannot_start_stops_those_before_it(
    make_app: Callable[..., FastAPI],
) -> None:
    diary = Diary()
    parts = [diary.part("store"), diary.part("bus", start=OSError()), diary.part("never")]
    with pytest.raises(OSError):  # noqa: PT011
        async with connected(make_app(components=parts)):
            pass
    assert diary.lines == ["start store", "start bus", "stop bus", "stop store"]


async def test_a_part_that_cannot_stop_does_not_keep_the_others(
    make_app: Callable[..., FastAPI],
) -> None:
    diary = Diary()
    parts = [diary.part("store"), diary.part("bus", stop=RuntimeError())]
    async with connected(make_app(components=parts)):
        pass
    assert diary.lines[2:] == ["stop bus", "stop store"]


async def test_ready_only_while_every_check_passes(make_app: Callable[..., FastAPI]) -> None:
    wrong: dict[str, str] = {}

    class Store:
        async def start(self) -> None: ...

        def checks(self) -> dict[str, Check]:
            async def answers() -> str | None:
                return wrong.get("store")

            return {"store": answers}

    async with connected(make_app(components=[Store()])) as client:
        assert (await client.get("/readyz")).status_code == 200
        wrong["store"] = "数据库没有应答"
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["failing"] == [{"check": "store", "detail": "数据库没有应答"}]
        assert (await client.get("/livez")).status_code == 200


async def test_a_check_that_hangs_or_breaks_has_failed() -> None:
    async def hangs() -> str | None:
        await asyncio.Event().wait()
        return None

    async def breaks() -> str | None:
        raise RuntimeError("530121199001011237")

    async def passes() -> str | None:
        return None

    found = await failing({"hangs": hangs, "breaks": breaks, "passes": passes}, seconds=0.01)
    assert set(found) == {"hangs", "breaks"}
    assert "530121199001011237" not in str(found)
    assert "0.01 秒" in found["hangs"]


def stations() -> APIRouter:
    router = APIRouter(prefix=PATH)

    @router.post("", status_code=201)
    async def create(
        actor: Annotated[Actor, Depends(require("registry.stations.write"))],
        attempt: Attempt,
        clock: Now,
        shelf: Annotated[Diary, Depends(provided(Diary))],
    ) -> dict[str, str]:
        """登记一个站点。"""
        shelf.lines.append("created")
        return {"id": attempt.id(actor.subject), "today": clock.today().isoformat()}

    return router


async def test_routes_are_handed_the_parts_of_their_service(
    make_app: Callable[..., FastAPI], issuer: Issuer
) -> None:
    diary, clock = Diary(), FixedClock(SystemClock().now())
    app = make_app(stations(), provides={Diary: diary, Clock: clock})
    async with connected(app) as client:
        headers = issuer.bearer() | {"Idempotency-Key": "k"}
        first = await client.post(PATH, headers=headers)
        again = await client.post(PATH, headers=headers)
    assert first.status_code == 201
    assert first.json() == again.json()
    assert first.json()["today"] == clock.today().isoformat()
    assert diary.lines == ["created", "created"]


async def test_openapi_says_who_may_call_and_how_it_refuses(
    make_app: Callable[..., FastAPI],
) -> None:
    async with connected(make_app(stations())) as client:
        document = (await client.get("/openapi.json")).json()
    operation = document["paths"][PATH]["post"]
    assert operation["x-permission"] == "registry.stations.write"
    assert operation["x-roles"] == sorted(PERMISSIONS["registry.stations.write"])
    assert operation["security"] == [{"token": []}]
    assert set(operation["responses"]) == {"201", "4XX", "5XX"}
    assert "Problem" in document["components"]["schemas"]
    key = next(p for p in operation["parameters"] if p["name"] == "Idempotency-Key")
    assert key["required"]
    assert set(document["paths"]) == {PATH}


@pytest.mark.parametrize("path", ["/docs", "/asyncapi"])
async def test_the_pages_need_nothing_from_another_host(
    path: str, make_app: Callable[..., FastAPI]
) -> None:
    async with connected(make_app(stations())) as client:
        page = await client.get(path, headers={"Accept": "text/html"})
    assert page.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "://" not in page.text
    assert "<script" not in page.text


async def test_the_bus_is_described_from_the_broker(make_app: Callable[..., FastAPI]) -> None:
    broker = KafkaBroker("127.0.0.1:1")

    @broker.subscriber("registry.stations")
    async def take(_: str) -> None: ...

    app = make_app(asyncapi=AsyncAPI(broker, title="registry", schema_version="3.0.0"))
    async with connected(app) as client:
        document = (await client.get("/asyncapi.json")).json()
        page = await client.get("/asyncapi", headers={"Accept": "text/html"})
    assert document["asyncapi"] == "3.0.0"
    assert "registry.stations" in json.dumps(document["channels"])
    assert "registry.stations" in page.text


async def test_every_public_path_answers_without_a_token(
    make_app: Callable[..., FastAPI],
) -> None:
    async with connected(make_app()) as client:
        assert {path: (await client.get(path)).status_code for path in PUBLIC} == dict.fromkeys(
            PUBLIC, 200
        )


async def test_requests_are_measured_by_route_template(
    make_app: Callable[..., FastAPI], issuer: Issuer
) -> None:
    async with connected(make_app(stations(), provides={Diary: Diary()})) as client:
        await client.post(PATH, headers=issuer.bearer() | {"Idempotency-Key": "k"})
        await client.get("/secret-530121199001011237")
        await client.request("BREW530121", "/tea")
        scraped = (await client.get("/metrics")).text
    assert f'route="{PATH}"' in scraped
    assert 'route="unmatched"' in scraped
    assert 'method="OTHER"' in scraped
    assert "BREW" not in scraped
    assert "530121199001011237" not in scraped


async def test_probes_and_scrapes_are_not_logged(
    make_app: Callable[..., FastAPI], lines: Lines
) -> None:
    async with connected(make_app()) as client:
        for path in ("/livez", "/readyz", "/metrics", "/docs"):
            await client.get(path)
    assert [line["route"] for line in lines() if line["event"] == "request"] == ["/docs"]


async def test_the_trace_of_the_caller_reaches_the_answer(
    make_app: Callable[..., FastAPI],
) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    async with connected(make_app()) as client:
        answer = await client.get("/x", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert answer.json()["trace_id"] == trace


MAIN = """
from servicekit.app import Service, run
class Part:
    async def start(self): print("started", flush=True)
    async def stop(self): print("stopped", flush=True)
def build(settings):
    return Service(name="registry", title="站点登记", settings=settings, components=[Part()])
run("registry", build)
"""


async def test_a_process_serves_until_sigterm_and_then_stops_cleanly(
    issuer: Issuer, tmp_path: Path
) -> None:
    sock_port = _free_port()
    environment = os.environ | {
        "WUSHE_PORT": str(sock_port),
        "WUSHE_JWKS": str(issuer.write(tmp_path / "jwks.json")),
        "WUSHE_PROFILE": "embedded",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", MAIN, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        answer = await _answer(f"http://127.0.0.1:{sock_port}/livez")
        assert answer.json() == {"status": "alive"}
        assert "server" not in answer.headers
    finally:
        process.send_signal(signal.SIGTERM)
        output, _ = await asyncio.wait_for(process.communicate(), 15)
    assert output.decode().split() == ["started", "stopped"]
    assert process.returncode == 0


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _answer(url: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(200):
            try:
                return await client.get(url)
            except httpx.ConnectError:
                await asyncio.sleep(0.1)
    raise AssertionError("the process never answered")
