"""An identity provider in a few lines: a key pair, its JWKS, and tokens of any quality."""

import json
import time
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

ISSUER = "wushe-embedded"
AUDIENCE = "wushe"


class Issuer:
    def __init__(self, kid: str = "first") -> None:
        self.key = ECKey.generate_key("P-256", {"kid": kid})

    def write(self, path: Path) -> Path:
        path.write_text(json.dumps(self.jwks()))
        return path

    def jwks(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Good claims, changed; a change to None removes the claim."""
        now = int(time.time())
        claims = {
            "iss": ISSUER, "aud": AUDIENCE, "sub": "u-1", "iat": now, "exp": now + 600,
            "role": "county_officer", "region": "532501", "name": "张三",
        } | changes  # fmt: skip
        return {name: value for name, value in claims.items() if value is not None}

    def header(self, **changes: Any) -> dict[str, Any]:
        header = {"alg": "ES256", "typ": "at+jwt", "kid": self.key.kid} | changes
        return {name: value for name, value in header.items() if value is not None}

    def token(self, header: dict[str, Any] | None = None, **changes: Any) -> str:
        return jwt.encode(header or self.header(), self.claims(**changes), self.key)

    def bearer(self, **changes: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(**changes)}"}
