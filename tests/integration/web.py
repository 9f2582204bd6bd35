"""A service over HTTP with the real store and no bus: what its API promises does not need one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx

from cli.engines import Engine
from servicekit.app import Service, create_app
from servicekit.consuming import Subscriptions
from servicekit.publisher import Publisher
from servicekit.settings import Settings
from tests.unit.servicekit.issuer import Issuer


class Web:
    """Callers of one running service; every POST gets a fresh key unless one is given."""

    def __init__(self, client: httpx.AsyncClient, issuer: Issuer) -> None:
        self._client = client
        self._issuer = issuer

    async def post(
        self, path: str, body: object = None, *, by: dict[str, str], key: str = ""
    ) -> httpx.Response:
        headers = self._issuer.bearer(**by)
        headers |= {"Idempotency-Key": key or uuid4().hex, "If-Match": "*"}
        return await self._client.post(path, json=body if body is not None else {}, headers=headers)

    async def upload(
        self, path: str, content: bytes, *, by: dict[str, str], key: str = ""
    ) -> httpx.Response:
        headers = self._issuer.bearer(**by) | {"Idempotency-Key": key or uuid4().hex}
        return await self._client.post(path, files={"file": ("f", content)}, headers=headers)

    async def stream(
        self,
        path: str,
        content: bytes | AsyncIterator[bytes],
        *,
        by: dict[str, str],
        media: str = "text/csv",
        key: str = "",
    ) -> httpx.Response:
        """A body as it comes; an iterator may break off."""
        headers = self._issuer.bearer(**by) | {"Idempotency-Key": key or uuid4().hex}
        headers["Content-Type"] = media
        return await self._client.post(path, content=content, headers=headers)

    async def anonymous(self, path: str) -> httpx.Response:
        """A GET without a token."""
        return await self._client.get(path)

    async def get(self, path: str, *, by: dict[str, str]) -> httpx.Response:
        return await self._client.get(path, headers=self._issuer.bearer(**by))


@asynccontextmanager
async def serving(
    build: Callable[[Settings], Service], store: Engine, directory: Path
) -> AsyncIterator[tuple[Web, Service]]:
    issuer = Issuer()
    settings = Settings(
        port=0,
        mongo_uri=store.uri,
        database=f"test-{uuid4().hex[:12]}",
        jwks=str(issuer.write(directory / "jwks.json")),
        profile="embedded",
    )
    built = build(settings)
    alone = [c for c in built.components if not isinstance(c, Subscriptions | Publisher)]
    app = create_app(replace(built, components=alone))
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://service") as client,
    ):
        yield Web(client, issuer), built
