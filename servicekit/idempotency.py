"""A repeat changes nothing: idempotency keys, versions to match, ids derived from both."""

import hashlib
import json
import re
import uuid
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request

from servicekit.errors import KeyInvalid, KeyRequired, PreconditionInvalid, PreconditionRequired

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/commands")
_VISIBLE_ASCII = re.compile(r"[!-~]{1,200}")
_VERSION = re.compile(r'"([1-9]\d{0,17})"|([1-9]\d{0,17})')


def idempotency_key(
    key: Annotated[
        str | None,
        Header(alias="Idempotency-Key", description="1–200 visible ASCII; required"),
    ] = None,
) -> str:
    """Dependency: the key of this attempt (KeyRequired, KeyInvalid)."""
    if key is None:
        raise KeyRequired()
    if not _VISIBLE_ASCII.fullmatch(key):
        raise KeyInvalid()
    return key


IdempotencyKey = Annotated[str, Depends(idempotency_key)]


def if_match(
    version: Annotated[
        str | None,
        Header(alias="If-Match", description='"<version>" or *; required'),
    ] = None,
) -> int | None:
    """Dependency: the version the caller saw, None for `*`
    (PreconditionRequired, PreconditionInvalid)."""
    if version is None:
        raise PreconditionRequired()
    if version.strip() == "*":
        return None
    match = _VERSION.fullmatch(version.strip())
    if match is None:
        raise PreconditionInvalid()
    return int(match[1] or match[2])


IfMatch = Annotated[int | None, Depends(if_match)]


@dataclass(frozen=True, slots=True)
class AttemptOf:
    """One attempt at a command, as sent; `subject` is the caller, who owns the key."""

    key: str
    method: str
    path: str
    body: bytes

    def id(self, subject: str) -> str:
        """The id of what this attempt creates: the same for every repeat."""
        return derived_id(subject, self.path, self.key)

    def fingerprint(self, subject: str) -> str:
        """Equal for a true repeat; different when the key is used for something else."""
        return fingerprint(self.method, self.path, self.body, subject)


async def attempt(request: Request, key: IdempotencyKey) -> AttemptOf:
    """Dependency for JSON commands; an upload hashes its file's content instead."""
    return AttemptOf(key, request.method, request.url.path, await request.body())


Attempt = Annotated[AttemptOf, Depends(attempt)]


def fingerprint(method: str, path: str, body: bytes, subject: str) -> str:
    """SHA-256 of who asks for what; JSON counts by content, not by spacing or key order."""
    digest = hashlib.sha256()
    for part in (method.encode(), path.encode(), subject.encode(), _canonical(body)):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def derived_id(subject: str, path: str, key: str) -> str:
    """UUIDv5 of (subject, path, key): a creation sent twice names one thing."""
    return str(uuid.uuid5(_NAMESPACE, json.dumps([subject, path, key])))


def _canonical(body: bytes) -> bytes:
    if not body:
        return b""
    try:
        return json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode()
    except ValueError:
        return body
