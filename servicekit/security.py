"""What a route says about who may call it: `actor: Annotated[Actor, Depends(require("…"))]`.

The actor comes from the token alone; no other header is looked at, so a forged X-User-Role
cannot matter.
"""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from fastapi import FastAPI, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from contracts.roles import PERMISSIONS
from servicekit.errors import PermissionDenied
from servicekit.keys import key_source
from servicekit.scope import Actor, Scope
from servicekit.settings import Settings
from servicekit.tokens import Verifier

__all__ = ["PUBLIC", "Actor", "Scope", "Verifier", "require", "verifier"]

# What may be read without a token; everything else names a permission.
PUBLIC = frozenset(
    {"/livez", "/readyz", "/metrics", "/docs", "/openapi.json", "/asyncapi", "/asyncapi.json"}
)

_BEARER = HTTPBearer(
    scheme_name="令牌", bearerFormat="JWT", description="at+jwt, ES256", auto_error=False
)


def verifier(settings: Settings) -> Verifier:
    """The judge of tokens for a service with these settings."""
    return Verifier(key_source(settings.jwks), settings.issuer, settings.audience)


def require(permission: str) -> Callable[..., Awaitable[Actor]]:
    """A dependency giving the Actor (Unauthenticated, PermissionDenied).

    An unknown permission is a KeyError when the route is declared, not when it is called.
    """
    allowed = PERMISSIONS[permission]

    async def authorised(
        request: Request,
        _documented: HTTPAuthorizationCredentials | None = Security(_BEARER),
    ) -> Actor:
        judge: Verifier = request.app.state.verifier
        actor = await judge.actor(request.headers.get("authorization"))
        if actor.role not in allowed:
            raise PermissionDenied()
        return actor

    authorised.permission = permission  # type: ignore[attr-defined]
    return authorised


def permission_of(route: APIRoute) -> str | None:
    """The permission a route asks for; None for a public or forgotten one."""
    return next((p for p in _permissions(route.dependant)), None)


def routes_without_permission(app: FastAPI) -> list[str]:
    """`METHOD path` of every route that neither asks for a permission nor is in PUBLIC."""
    return [
        f"{'/'.join(sorted(getattr(route, 'methods', None) or ['*']))} {path}"
        for route in app.routes
        if (path := str(getattr(route, "path", "?"))) not in PUBLIC
        and not (isinstance(route, APIRoute) and permission_of(route))
    ]


def _permissions(dependant: Dependant) -> Iterator[str]:
    permission: Any = getattr(dependant.call, "permission", None)
    if isinstance(permission, str):
        yield permission
    for inner in dependant.dependencies:
        yield from _permissions(inner)
