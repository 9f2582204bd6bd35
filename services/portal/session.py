"""Who is looking: a token in an HttpOnly cookie, judged at every request like any other token."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from contracts import regions
from contracts.roles import Role
from servicekit.errors import DomainError, Language
from servicekit.problems import preferred
from servicekit.scope import Actor
from servicekit.tokens import Verifier
from services.portal.settings import PortalSettings

SESSION = "wushe_session"
LANGUAGE = "wushe_language"
A_YEAR = 365 * 24 * 3600


class Identity(msgspec.Struct, frozen=True):
    """A ready-made identity of the demonstration."""

    role: str
    region: str
    name: str
    token: str

    @property
    def role_zh(self) -> str:
        return Role(self.role).zh if self.role in set(Role) else self.role

    @property
    def region_path(self) -> str:
        return regions.path(self.region) or self.region


@dataclass(frozen=True, slots=True)
class Visitor:
    actor: Actor
    token: str


class SignInNeeded(Exception):
    """No session, or one that has ended (`expired`)."""

    def __init__(self, expired: bool) -> None:
        self.expired = expired


def identities(path: Path | None) -> list[Identity]:
    """The ready-made identities, read anew each time: ./wushe up writes fresh tokens."""
    if path is None:
        return []
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Identity])
    except (OSError, msgspec.DecodeError):
        return []


async def visitor(request: Request) -> Visitor:
    """The signed-in person. Raises SignInNeeded."""
    token = request.cookies.get(SESSION)
    if not token:
        raise SignInNeeded(expired=False)
    judge: Verifier = request.app.state.verifier
    try:
        return Visitor(await judge.actor(f"Bearer {token}"), token)
    except DomainError:
        raise SignInNeeded(expired=True) from None


def remember(response: Response, token: str, settings: PortalSettings) -> None:
    """The cookie ends with the browser session; the token inside ends by itself."""
    response.set_cookie(
        SESSION, token, httponly=True, samesite="strict", secure=_secure(settings), path="/"
    )


def forget(response: Response, settings: PortalSettings) -> None:
    response.delete_cookie(
        SESSION, httponly=True, samesite="strict", secure=_secure(settings), path="/"
    )


def _secure(settings: PortalSettings) -> bool:
    """The embedded run speaks plain HTTP on the loopback address; production never does."""
    return settings.profile == "production"


def language_of(request: Request) -> Language:
    """The chosen language, else what the browser prefers of the two."""
    chosen = request.cookies.get(LANGUAGE)
    if chosen in {"zh", "en"}:
        return "en" if chosen == "en" else "zh"
    return preferred(request.scope)
