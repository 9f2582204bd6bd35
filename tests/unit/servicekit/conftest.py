from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from servicekit.app import Service, create_app
from servicekit.settings import Settings
from tests.unit.servicekit.issuer import Issuer

Connect = Callable[[FastAPI], AbstractAsyncContextManager[httpx.AsyncClient]]


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


@asynccontextmanager
async def connected(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app in this process, with its lifespan run."""
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client,
    ):
        yield client
