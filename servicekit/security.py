"""What a route says about who may call it: `actor: Annotated[Actor, Depends(require("…"))]`.

The actor comes from the token alone; no other header is looked at, so a forged X-User-Role
cannot matter.
"""

from collections.abc import Awaitable, Callable, Iterable

from fastapi import FastAPI, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from contracts.roles import PERMISSIONS
from servicekit.errors import FieldError, InvalidInput, PermissionDenied
from servicekit.keys import key_source
from servicekit.routes import table
from servicekit.scope import Actor, Scope
from servicekit.settings import Settings
from servicekit.tokens import Verifier

__all__ = [
    "PUBLIC",
    "Actor",
    "Scope",
    "Verifier",
    "require",
    "routes_without_permission",
    "verifier",
]

# What may be read without a token, beside `/api/<service>/public/…`; everything else names a
# permission.
PUBLIC = frozenset(
    {"/livez", "/readyz", "/metrics", "/docs", "/openapi.json", "/asyncapi", "/asyncapi.json"}
)

_BEARER = HTTPBearer(
    scheme_name="token", bearerFormat="JWT", description="at+jwt, ES256", auto_error=False
)


def verifier(settings: Settings) -> Verifier:
    """The judge of tokens for a service with these settings."""
    return Verifier(key_source(settings.jwks), settings.issuer, settings.audience)


def require(permission: str) -> Callable[..., Awaitable[Actor]]:
    """A dependency giving the Actor (Unauthenticated, PermissionDenied).

    It also refuses query parameters the route does not declare, so that a mistyped filter is not
    silently ignored. An unknown permission is a KeyError when the route is declared.
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
        _refuse_unknown_queries(request)
        return actor

    authorised.permission = permission  # type: ignore[attr-defined]
    return authorised


def routes_without_permission(app: FastAPI) -> list[str]:
    """`METHOD path` of every route that neither asks for a permission nor is public to read."""
    return [
        f"{'/'.join(route.methods) or '*'} {route.path}"
        for route in table(app).routes
        if route.permission is None and not _public(route.path, route.methods)
    ]


def _public(path: str, methods: Iterable[str]) -> bool:
    said = path.split("/")[1:4:2] == ["api", "public"]
    return path in PUBLIC or (said and set(methods) <= {"GET", "HEAD"})


def _refuse_unknown_queries(request: Request) -> None:
    route = table(request.app).of(request.scope)
    if route is None or route.queries is None:
        return
    unknown = [name for name in request.query_params if name not in route.queries]
    if unknown:
        raise InvalidInput([_unknown_query(name) for name in unknown[:20]])


def _unknown_query(name: str) -> FieldError:
    if "[" in name or "$" in name:
        return FieldError(
            "", "type_error", "查询参数只能是单个值。", "A query parameter is a single value."
        )
    if name in ("page", "offset", "page_size", "cursor"):
        return FieldError(
            f"/{name}", "page_invalid", "翻页请用 limit 与 after。", "Page with limit and after."
        )
    return FieldError("", "unknown_field", "有未知的查询参数。", "A query parameter is unknown.")
