"""A whole service in one call; its main.py only names its parts.

def build(settings: Settings) -> Service:
    database = Database(settings)
    stations = StationStore(database)
    return Service("registry", "站点登记", settings, routers=[api.router],
                   components=[database, stations], provides={StationStore: stations})

if __name__ == "__main__":
    run("registry", build)
"""

import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
import uvicorn
from fastapi import APIRouter, FastAPI, Response
from faststream.specification.base import SpecificationFactory
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.types import Scope

from servicekit import docs, health, logs, problems
from servicekit.bodies import Bodies
from servicekit.clock import Clock, SystemClock
from servicekit.components import Component, checks_of, running
from servicekit.metrics import REGISTRY
from servicekit.observing import Observing
from servicekit.routes import table
from servicekit.security import verifier
from servicekit.settings import Settings, load

log = structlog.get_logger(__name__)

GRACE_SECONDS = 10
_MAX_CONNECTIONS = 1_000
_MAX_HEADERS = 32 * 1024


@dataclass(frozen=True, kw_only=True)
class Service:
    """What makes a service: its routes, its living parts, and what the routes are handed.

    `components` start in order and stop in reverse; `provides` maps a type to the object that
    `provided(type)` gives; `asyncapi` describes its use of the bus (None: it uses none);
    `checks` adds readiness checks to those of the components.
    """

    name: str
    title: str
    settings: Settings
    routers: Sequence[APIRouter] = ()
    components: Sequence[Component] = ()
    provides: Mapping[Any, object] = field(default_factory=dict)
    checks: Mapping[str, health.Check] = field(default_factory=dict)
    asyncapi: SpecificationFactory | None = None
    version: str = "0.1.0"


def create_app(service: Service) -> FastAPI:
    """The service as an ASGI app, complete: errors, health, metrics, documents, security."""
    app = FastAPI(
        title=service.title,
        version=service.version,
        lifespan=_lifespan(service),
        docs_url=None,
        redoc_url=None,
        # Its validation logs quote what people typed; we observe on our own terms.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        redirect_slashes=False,
    )
    app.state.verifier = verifier(service.settings)
    app.state.provides = {Clock: SystemClock(), **service.provides}
    problems.install(app)
    _add_routes(app, service)
    _add_middleware(app, service)
    return app


def _add_routes(app: FastAPI, service: Service) -> None:
    app.include_router(health.router({**checks_of(service.components), **service.checks}))
    app.include_router(_metrics_router())
    app.include_router(docs.router(service.asyncapi))
    for router in service.routers:
        app.include_router(router)
    docs.describe(app)


def _add_middleware(app: FastAPI, service: Service) -> None:
    def template(scope: Scope) -> str:
        route = table(app).of(scope)
        return route.path if route else "unmatched"

    def takes_upload(scope: Scope) -> bool:
        return table(app).takes_upload(scope["path"])

    def takes_stream(scope: Scope) -> bool:
        return scope["method"] == "POST" and table(app).takes_stream(scope["path"])

    app.add_middleware(Bodies, takes_upload=takes_upload, takes_stream=takes_stream)
    app.add_middleware(Observing, service=service.name, template=template)  # last added, outermost


def _lifespan(service: Service) -> Any:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with running(service.components):
            log.info("service_ready", port=service.settings.port, pid=os.getpid())
            yield
        log.info("service_stopped")

    return lifespan


def _metrics_router() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return router


S = TypeVar("S", bound=Settings)


def run(name: str, build: Callable[[S], Service], kind: type[S] = Settings) -> None:  # type: ignore[assignment]
    """Serve until SIGTERM or SIGINT; then finish what is running, stop the parts, exit 0."""
    settings = load(name, kind)
    logs.configure(name, settings.log_level)
    serve(create_app(build(settings)), settings)


def serve(app: FastAPI, settings: Settings) -> None:
    """uvicorn with its limits pinned; exits 3 when the service could not start."""
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            loop="asyncio",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_MAX_CONNECTIONS,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=GRACE_SECONDS,
            h11_max_incomplete_event_size=_MAX_HEADERS,
        )
    )
    # uvicorn raises the signal again once it has stopped: a clean stop is not a death by signal.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    server.run()
    if not server.started:
        sys.exit(3)
