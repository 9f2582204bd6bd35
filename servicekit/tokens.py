"""A bearer token in, an Actor out, or nothing: RFC 9068 access tokens, checked in full."""

import re
import time
from collections.abc import Callable
from typing import Any

import structlog
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from contracts.roles import Role
from servicekit.errors import Unauthenticated, Unavailable
from servicekit.keys import KeySource, KeysUnavailable
from servicekit.scope import Actor, Scope

# Asymmetric only: no token can be signed with what is public.
ALGORITHMS = ("ES256", "PS256", "RS256")
TYPE = "at+jwt"
LEEWAY = 60  # seconds of clock difference forgiven
_MAX_TOKEN = 8 * 1024
_SUBJECT = re.compile(r"[!-~]{1,128}")

log = structlog.get_logger(__name__)


class Verifier:
    """Judges tokens of one issuer, meant for one audience."""

    def __init__(
        self,
        keys: KeySource,
        issuer: str,
        audience: str,
        now: Callable[[], int] = lambda: int(time.time()),
    ) -> None:
        self._keys = keys
        self._claims = JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )

    async def actor(self, authorization: str | None) -> Actor:
        """The caller named by an Authorization header.

        Raises Unauthenticated, the same for every reason (only the log says which), or
        Unavailable while no keys can be had.
        """
        try:
            return await self._judge(_bearer(authorization))
        except KeysUnavailable:
            raise Unavailable() from None
        except (JoseError, ValueError, TypeError) as error:
            log.info("token_refused", error=type(error).__name__)
            raise Unauthenticated() from None

    async def _judge(self, token: str) -> Actor:
        header = _header(token)
        key = await self._keys.find(_key_id(header))
        if key is None:
            raise ValueError("unknown key")
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        claims = jwt.decode(token, key, algorithms=ALGORITHMS, registry=registry).claims
        self._claims.validate(claims)
        return _actor(claims)


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.isascii() or not 0 < len(token) <= _MAX_TOKEN:
        raise ValueError("no bearer token")
    return token


def _header(token: str) -> dict[str, Any]:
    if token.count(".") != 2:
        raise ValueError("not a compact JWS")
    header = jws.extract_compact(token.encode()).protected
    if str(header.get("typ", "")).lower().removeprefix("application/") != TYPE:
        raise ValueError("not an access token")
    return header


def _key_id(header: dict[str, Any]) -> str | None:
    kid = header.get("kid")
    if kid is not None and not isinstance(kid, str):
        raise ValueError("the key id is not text")
    return kid


def _actor(claims: dict[str, Any]) -> Actor:
    region = _text(claims, "region")
    subject = _text(claims, "sub")
    if not _SUBJECT.fullmatch(subject):
        raise ValueError("the subject is not plain")
    return Actor(
        subject=subject,
        role=Role(_text(claims, "role")),
        region=region,
        scope=Scope.of(region),
        name=_optional(claims, "name"),
        station=_optional(claims, "station"),
    )


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} is not text")
    return value


def _optional(claims: dict[str, Any], name: str) -> str | None:
    return _text(claims, name) if claims.get(name) is not None else None
