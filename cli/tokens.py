"""The embedded issuer: one signing key per data directory, and the tokens it signs.

Production takes tokens from an identity provider instead; there this module has no part.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey

from cli.speech import Refusal
from contracts import regions
from contracts.roles import Role

ISSUER = "wushe-embedded"
AUDIENCE = "wushe"
HOURS = 24.0


def signing_key(keys: Path) -> ECKey:
    """The directory's ES256 key, made on first use; readable by its owner only."""
    private = keys / "private.json"
    if private.exists():
        return ECKey.import_key(json.loads(private.read_text()))
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256", "kid": uuid.uuid4().hex})
    keys.mkdir(parents=True, exist_ok=True)
    # The public half first: a kill in between leaves nothing that was ever used to sign.
    _write(keys / "jwks.json", json.dumps({"keys": [key.as_dict(private=False)]}), 0o644)
    _write(private, json.dumps(key.as_dict(private=True)), 0o600)
    return key


def issue(key: ECKey, role: str, region: str, *, hours: float = HOURS, subject: str = "") -> str:
    """A signed access token; raises Refusal for a role or a region that does not exist."""
    _check(role, region)
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": subject or f"{role}-{region}",
        "iat": now,
        "exp": now + int(hours * 3600),
        "role": role,
        "region": region,
        "name": display_name(role, region),
    }
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": key.kid}, claims, key)


def _check(role: str, region: str) -> None:
    if role not in set(Role):
        known = "、".join(Role)
        raise Refusal(f"没有角色 {role}；可用：{known}", f"no role {role}; one of {known}")
    if regions.get(region) is None:
        raise Refusal(
            f"没有地区代码 {region}；例如 530000（全省）、532500（红河州）",
            f"no region {region}; for instance 530000 (the province)",
        )


def display_name(role: str, region: str) -> str:
    """ "红河哈尼族彝族自治州 · 州市经办人": what the sign-in page shows."""
    place = regions.get(region)
    return f"{place.name if place else region} · {Role(role).zh}"


def _write(path: Path, text: str, mode: int) -> None:
    """Whole or not at all, and never readable by others even for a moment."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
    part.replace(path)
