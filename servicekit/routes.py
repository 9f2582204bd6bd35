"""What the route table says, read once: templates, permissions, query names, uploads."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, params
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.types import Scope as AsgiScope


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """One route: `queries` None means its query names are not declared (not ours to judge)."""

    path: str
    methods: tuple[str, ...]
    endpoint: object
    pattern: re.Pattern[str] | None
    permission: str | None
    queries: frozenset[str] | None
    upload: bool
    stream: bool = False


class RouteTable:
    """The facts of an app's routes, with the lookups a request needs."""

    def __init__(self, routes: tuple[RouteFacts, ...]) -> None:
        self.routes = routes
        self._by_endpoint: Mapping[object, RouteFacts] = {r.endpoint: r for r in routes}
        self._uploads = tuple(r.pattern for r in routes if r.upload and r.pattern)
        self._streams = tuple(r.pattern for r in routes if r.stream and r.pattern)

    def of(self, scope: AsgiScope) -> RouteFacts | None:
        """The route that answered, once routing is done."""
        return self._by_endpoint.get(scope.get("endpoint"))

    def takes_upload(self, path: str) -> bool:
        return any(pattern.match(path) for pattern in self._uploads)

    def takes_stream(self, path: str) -> bool:
        return any(pattern.match(path) for pattern in self._streams)


def table(app: FastAPI) -> RouteTable:
    """The table of an app, built at the first call, when all its routers are in."""
    found = getattr(app.state, "route_table", None)
    if not isinstance(found, RouteTable):
        found = app.state.route_table = RouteTable(tuple(_facts(app)))
    return found


def _facts(app: FastAPI) -> Iterator[RouteFacts]:
    for route in iter_route_contexts(app.routes):
        dependant: Dependant | None = getattr(route, "dependant", None)
        yield RouteFacts(
            path=route.path or "",
            methods=tuple(sorted((route.methods or set()) - {"HEAD"})),
            endpoint=route.endpoint,
            pattern=getattr(route, "path_regex", None),
            permission=next(_permissions(dependant), None) if dependant else None,
            queries=frozenset(_query_names(dependant)) if dependant else None,
            upload=_takes_form(dependant) if dependant else False,
            stream=_takes_stream(dependant) if dependant else False,
        )


def _permissions(dependant: Dependant) -> Iterator[str]:
    permission: Any = getattr(dependant.call, "permission", None)
    if isinstance(permission, str):
        yield permission
    for inner in dependant.dependencies:
        yield from _permissions(inner)


def _query_names(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        model = getattr(field.field_info, "annotation", None)
        yield from getattr(model, "model_fields", None) or [field.alias]
    for inner in dependant.dependencies:
        yield from _query_names(inner)


def _takes_form(dependant: Dependant) -> bool:
    here = any(isinstance(field.field_info, params.Form) for field in dependant.body_params)
    return here or any(_takes_form(inner) for inner in dependant.dependencies)


def _takes_stream(dependant: Dependant) -> bool:
    here = getattr(dependant.call, "streams", False) is True
    return here or any(_takes_stream(inner) for inner in dependant.dependencies)
