"""The issuer's public keys: from a file, or from the one configured https address.

Nothing in a token says where keys come from: `jku`, `x5u` and `jwk` headers are never read.
"""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, OKPKey, RSAKey

REFETCH_EVERY = 30.0  # seconds, however many unknown key ids arrive
REFRESH_AFTER = 600.0  # seconds a fetched set is trusted before it is asked for again
_MAX_BYTES = 256 * 1024

log = structlog.get_logger(__name__)


class KeysUnavailable(Exception):
    """No key set could be read yet, so no token can be judged."""


class KeySource(Protocol):
    async def find(self, kid: str | None) -> Key | None:
        """The key of that id; without one, the only key there is. Raises KeysUnavailable."""


def key_source(jwks: str) -> "FileKeys | FetchedKeys":
    """The source named by the setting: an https URL, else a file."""
    return FetchedKeys(jwks) if jwks.startswith("https://") else FileKeys(Path(jwks))


class FileKeys:
    """Keys of a JWKS file, read again whenever the file changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._keys: dict[str, Key] = {}

    async def find(self, kid: str | None) -> Key | None:
        self._refresh()
        return _pick(self._keys, kid)

    def _refresh(self) -> None:
        try:
            stat = self._path.stat()
            seen = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
            if seen != self._seen:
                self._keys = parse_jwks(self._path.read_bytes())
                self._seen = seen
        except (OSError, ValueError) as error:
            # A half-written or vanished file must not sign everybody out.
            log.warning("keys_unreadable", error=type(error).__name__)
            if not self._keys:
                raise KeysUnavailable() from None


class FetchedKeys:
    """Keys of an https JWKS; an unknown key id refetches at most once in REFETCH_EVERY."""

    def __init__(
        self,
        url: str,
        transport: httpx.AsyncBaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._transport = transport
        self._monotonic = monotonic
        self._lock = asyncio.Lock()
        self._keys: dict[str, Key] = {}
        self._asked = float("-inf")

    async def find(self, kid: str | None) -> Key | None:
        found = _pick(self._keys, kid)
        wait = REFRESH_AFTER if found else REFETCH_EVERY
        if self._monotonic() - self._asked >= wait:
            await self._fetch(wait)
            found = _pick(self._keys, kid)
        if not self._keys:
            raise KeysUnavailable()
        return found

    async def _fetch(self, wait: float) -> None:
        async with self._lock:
            if self._monotonic() - self._asked < wait:
                return  # another request has just asked
            self._asked = self._monotonic()
            try:
                self._keys = parse_jwks(await self._download())
            except (httpx.HTTPError, ValueError) as error:
                log.warning("keys_unreadable", error=type(error).__name__)

    async def _download(self) -> bytes:
        body = b""
        async with (
            httpx.AsyncClient(
                transport=self._transport, timeout=5.0, follow_redirects=False
            ) as client,
            client.stream("GET", self._url) as answer,
        ):
            answer.raise_for_status()
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > _MAX_BYTES:
                    raise ValueError("the key set is too large")
        return body


def parse_jwks(raw: bytes) -> dict[str, Key]:
    """Signing keys by id; symmetric, encryption-only and unknown ones are left out (ValueError)."""
    document = json.loads(raw)
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise ValueError("not a JWKS document")
    keys = [_import(item) for item in document["keys"]]
    return {_kid(key): key for key in keys if key is not None}


def _import(item: object) -> Key | None:
    if not isinstance(item, dict) or item.get("use", "sig") != "sig":
        return None
    try:
        key = JWKRegistry.import_key(item)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, ECKey | RSAKey | OKPKey) else None


def _kid(key: Key) -> str:
    key.ensure_kid()
    return str(key.kid)


def _pick(keys: dict[str, Key], kid: str | None) -> Key | None:
    if kid is not None:
        return keys.get(kid)
    return next(iter(keys.values())) if len(keys) == 1 else None
