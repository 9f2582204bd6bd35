import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from fastapi import APIRouter, FastAPI

from servicekit import logs
from servicekit.app import Service, create_app
from servicekit.settings import Settings
from tests.unit.servicekit.issuer import Issuer

Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def settings(issuer: Issuer, tmp_path: Path) -> Settings:
    jwks = issuer.write(tmp_path / "jwks.json")
    return Settings(port=0, jwks=str(jwks), profile="embedded", database="registry")


@pytest.fixture
def make_app(settings: Settings) -> Callable[..., FastAPI]:
    """An app of a pretended service with these routers."""

    def make(*routers: APIRouter, **parts: Any) -> FastAPI:
        return create_app(
            Service(name="registry", title="站点登记", settings=settings, routers=routers, **parts)
        )

    return make


@pytest.fixture(autouse=True)
def _logging(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Log as a service does; the loggers are put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure("registry", "INFO")
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def lines(_logging: None, capfd: pytest.CaptureFixture[str]) -> Lines:
    """What was logged so far, read back from JSON."""
    return lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines()]


@asynccontextmanager
async def connected(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app in this process, with its lifespan run."""
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client,
    ):
        yield client
