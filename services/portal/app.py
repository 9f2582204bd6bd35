"""The portal put together: pages, sign-in, static files, and the way through to the services.

It is made of servicekit's parts rather than its whole, because it owns no store and no topic, its
forms are not JSON, and what passes through it is judged by the service that answers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.responses import Response
from starlette.types import Scope

from servicekit import docs, health, problems
from servicekit.metrics import REGISTRY
from servicekit.observing import Observing
from servicekit.routes import table
from servicekit.security import verifier
from services.portal import page_errors, pages, proxy, sign_in, static_files
from services.portal.response_headers import ResponseHeaders
from services.portal.settings import PROXIED, PortalSettings

LIMITS = httpx.Limits(max_connections=200, max_keepalive_connections=20, keepalive_expiry=10)


def create_app(settings: PortalSettings) -> FastAPI:
    app = FastAPI(
        title="五社联动服务平台",
        version="0.1.0",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.verifier = verifier(settings)
    problems.install(app)
    page_errors.install(app)
    app.include_router(health.router({}))
    app.add_api_route("/metrics", _metrics, include_in_schema=False)
    app.include_router(docs.router(None))
    for part in (proxy, static_files, sign_in, pages):
        app.include_router(part.router)
    docs.describe(app)
    app.add_middleware(ResponseHeaders)
    app.add_middleware(Observing, service="portal", template=_template(app))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """One client for all services; the machine's own proxy settings are no business of ours."""
    timeout = httpx.Timeout(10, connect=2)
    async with httpx.AsyncClient(
        limits=LIMITS, timeout=timeout, trust_env=False, verify=_speaks_tls(app.state.settings)
    ) as http:
        app.state.http = http
        yield


def _speaks_tls(settings: PortalSettings) -> bool:
    """Certificates are checked wherever TLS is spoken; else the bundle need not be loaded."""
    return any((settings.upstream(name) or "").startswith("https:") for name in PROXIED)


async def _metrics() -> Response:
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _template(app: FastAPI) -> Callable[[Scope], str]:
    """The route's template for labels and logs, which never carry an address as typed."""

    def template(scope: Scope) -> str:
        route = table(app).of(scope)
        return route.path if route else "unmatched"

    return template
