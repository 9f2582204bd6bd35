import base64
import hmac
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from joserfc.jws import JWSRegistry

from contracts.roles import Role
from servicekit.errors import Unauthenticated, Unavailable
from servicekit.keys import FetchedKeys, FileKeys, KeysUnavailable, key_source, parse_jwks
from servicekit.tokens import ALGORITHMS, LEEWAY, Verifier
from tests.unit.servicekit.issuer import AUDIENCE, ISSUER, Issuer

Mint = Callable[[Issuer], str]


@pytest.fixture
def verifier(issuer: Issuer, tmp_path: Path) -> Verifier:
    return Verifier(FileKeys(issuer.write(tmp_path / "jwks.json")), ISSUER, AUDIENCE)


async def test_a_good_token_names_the_caller(issuer: Issuer, verifier: Verifier) -> None:
    token = issuer.token(station="s-1", region="532501001", role="station_worker")
    actor = await verifier.actor(f"Bearer {token}")
    assert (actor.subject, actor.role, actor.region) == ("u-1", Role.STATION_WORKER, "532501001")
    assert (actor.scope.prefix, actor.name, actor.station) == ("532501001", "张三", "s-1")


def _assembled(issuer: Issuer, header: dict[str, Any]) -> str:
    parts = (issuer.header(**header), issuer.claims())
    return ".".join(_encoded(json.dumps(part).encode()) for part in parts)


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unsigned(issuer: Issuer, signature: str = "", **header: Any) -> str:
    return f"{_assembled(issuer, header)}.{signature}"


def _confused(issuer: Issuer) -> str:
    """HS256 keyed with the public key, which anybody may have."""
    signed = _assembled(issuer, {"alg": "HS256"})
    mac = hmac.digest(issuer.key.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{_encoded(mac)}"


def _signed_by(key: Any, algorithm: str) -> Mint:
    return lambda issuer: jwt.encode(
        issuer.header(alg=algorithm), issuer.claims(), key, algorithms=[algorithm]
    )


def _tampered(issuer: Issuer) -> str:
    head, _, signature = issuer.token().split(".")
    claims = json.dumps(issuer.claims(role="province_admin", region="530000")).encode()
    return f"{head}.{_encoded(claims)}.{signature}"


def _embedding(name: str) -> Mint:
    """A forger's key, offered by the token itself."""
    forger = Issuer("forged")
    value: Any = {
        "jwk": forger.key.as_dict(private=False),
        "jku": "https://forger.example/jwks",
        "x5u": "https://forger.example/cert",
    }[name]
    return lambda issuer: jwt.encode(
        forger.header(kid="forged", **{name: value}), issuer.claims(), forger.key
    )


def _signed(**header: Any) -> Mint:
    """Signed with the right key, whatever the header says: no library would write it."""

    def mint(issuer: Issuer) -> str:
        signed = _assembled(issuer, header)
        algorithm = JWSRegistry.algorithms["ES256"]
        return f"{signed}.{_encoded(algorithm.sign(signed.encode(), issuer.key))}"

    return mint


def _claims(**changes: Any) -> Mint:
    return lambda issuer: issuer.token(**changes)


def _at(**seconds: int) -> Mint:
    """Times so many seconds from the moment the token is made."""

    def mint(issuer: Issuer) -> str:
        now = int(time.time())
        changes: dict[str, Any] = {claim: now + offset for claim, offset in seconds.items()}
        return issuer.token(**changes)

    return mint


def _header(**changes: Any) -> Mint:
    return lambda issuer: issuer.token(issuer.header(**changes))


BAD: dict[str, Mint] = {
    "alg none": lambda issuer: _unsigned(issuer, alg="none"),
    "alg None, another case": lambda issuer: _unsigned(issuer, alg="nOnE"),
    "good alg, no signature": lambda issuer: _unsigned(issuer),
    "signature of zeros": lambda issuer: _unsigned(issuer, "A" * 86),
    "public key as HMAC secret": _confused,
    "another key, same id": _signed_by(ECKey.generate_key("P-256"), "ES256"),
    "RSA key for an EC id": _signed_by(RSAKey.generate_key(2048), "RS256"),
    "another curve": _signed_by(ECKey.generate_key("P-384"), "ES384"),
    "claims changed after signing": _tampered,
    "key inside the token": _embedding("jwk"),
    "key address inside the token": _embedding("jku"),
    "certificate address inside the token": _embedding("x5u"),
    "unknown key id": _header(kid="other"),
    "key id not text": lambda issuer: _unsigned(issuer, "A" * 86, kid=5),
    "header not an object": lambda issuer: _encoded(b"[1]") + issuer.token()[-200:],
    "unknown extension": _signed(crit=["leap"], leap=1),
    "detached payload": _signed(crit=["b64"], b64=False),
    "an id token": _header(typ="JWT"),
    "no type": lambda issuer: jwt.encode(
        issuer.header(typ=None), issuer.claims(), issuer.key, default_type=None
    ),
    "another issuer": _claims(iss="https://other.example"),
    "no issuer": _claims(iss=None),
    "another audience": _claims(aud="other"),
    "no audience": _claims(aud=None),
    "audience list without us": _claims(aud=["a", "b"]),
    "expired": _at(exp=-LEEWAY - 5),
    "no expiry": _claims(exp=None),
    "expiry as text": _claims(exp="4102444800"),
    "expiry true": _claims(exp=True),
    "not yet": _at(nbf=LEEWAY + 60),
    "issued in the future": _at(iat=3600),
    "no subject": _claims(sub=None),
    "subject with spaces": _claims(sub="张三 530121"),
    "no role": _claims(role=None),
    "unknown role": _claims(role="root"),
    "several roles": _claims(role=["province_admin"]),
    "no region": _claims(region=None),
    "unpadded region": _claims(region="53"),
    "region as number": _claims(region=530000),
    "name not text": _claims(name={"$ne": None}),
    "two parts": lambda issuer: issuer.token().rpartition(".")[0],
    "four parts": lambda issuer: issuer.token() + ".x",
    "not a token": lambda issuer: "password",
    "too long": lambda issuer: issuer.token(note="x" * 9000),
}


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_token_is_refused_like_any_other(
    kind: str, issuer: Issuer, verifier: Verifier
) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await verifier.actor(f"Bearer {BAD[kind](issuer)}")
    assert str(refused.value) == str(Unauthenticated())


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic dTpw", "令牌", "Bearer é", "bearer x y"]
)
async def test_a_header_without_a_token_is_refused(header: str | None, verifier: Verifier) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.actor(header)


@pytest.mark.parametrize(
    "mint",
    [_at(exp=-LEEWAY + 30), _at(nbf=LEEWAY - 30), _claims(aud=["other", AUDIENCE])],
)
async def test_clocks_may_differ_by_a_minute_and_a_token_may_have_several_audiences(
    mint: Mint, issuer: Issuer, verifier: Verifier
) -> None:
    assert (await verifier.actor(f"Bearer {mint(issuer)}")).subject == "u-1"


async def test_header_members_nobody_knows_are_ignored(issuer: Issuer, verifier: Verifier) -> None:
    token = _signed(leap=1)(issuer)
    assert (await verifier.actor(f"Bearer {token}")).subject == "u-1"


async def test_a_key_published_for_one_algorithm_verifies_no_other(
    issuer: Issuer, tmp_path: Path
) -> None:
    key = RSAKey.generate_key(2048, {"kid": "rsa", "alg": "RS256"})
    path = tmp_path / "rsa.json"
    path.write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    verifier = Verifier(FileKeys(path), ISSUER, AUDIENCE)
    signing = RSAKey.import_key(key.as_pem(private=True))

    def token(algorithm: str) -> str:
        header = issuer.header(alg=algorithm, kid="rsa")
        return jwt.encode(header, issuer.claims(), signing, algorithms=[algorithm])

    assert (await verifier.actor(f"Bearer {token('RS256')}")).subject == "u-1"
    with pytest.raises(Unauthenticated):
        await verifier.actor(f"Bearer {token('PS256')}")


async def test_an_address_of_keys_in_the_token_is_ignored(
    issuer: Issuer, verifier: Verifier
) -> None:
    token = issuer.token(issuer.header(jku="https://forger.example/jwks"))
    assert (await verifier.actor(f"Bearer {token}")).subject == "u-1"


def test_only_asymmetric_algorithms_are_ever_accepted() -> None:
    assert all(name[:2] in ("ES", "PS", "RS") for name in ALGORITHMS)


def test_symmetric_and_encryption_keys_are_left_out_of_a_key_set(issuer: Issuer) -> None:
    secret = OctKey.generate_key(256).as_dict() | {"kid": "secret"}
    sealing = ECKey.generate_key("P-256").as_dict(private=False) | {"kid": "seal", "use": "enc"}
    odd = {"kty": "XX", "kid": "odd"}
    jwks = {"keys": [secret, sealing, odd, "text", *issuer.jwks()["keys"]]}
    assert list(parse_jwks(json.dumps(jwks).encode())) == ["first"]


async def test_a_changed_key_file_is_read_again(tmp_path: Path) -> None:
    old, new = Issuer("old"), Issuer("new")
    keys = FileKeys(old.write(tmp_path / "jwks.json"))
    assert await keys.find("old") is not None
    new.write(tmp_path / "next.json").replace(tmp_path / "jwks.json")
    assert await keys.find("new") is not None
    assert await keys.find("old") is None


async def test_a_half_written_key_file_signs_nobody_out(tmp_path: Path) -> None:
    issuer = Issuer()
    path = issuer.write(tmp_path / "jwks.json")
    keys = FileKeys(path)
    assert await keys.find("first") is not None
    path.write_text('{"keys": [')
    assert await keys.find("first") is not None


async def test_without_any_keys_no_token_is_judged(issuer: Issuer, tmp_path: Path) -> None:
    verifier = Verifier(key_source(str(tmp_path / "absent.json")), ISSUER, AUDIENCE)
    with pytest.raises(Unavailable):
        await verifier.actor(f"Bearer {issuer.token()}")


class Provider:
    """An https key server that counts its visitors."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer = issuer
        self.visits = 0
        self.status = 200
        self.padding = ""
        self.now = 1_000.0

    def keys(self) -> FetchedKeys:
        transport = httpx.MockTransport(self._answer)
        return FetchedKeys("https://idp.example/jwks", transport, lambda: self.now)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.visits += 1
        jwks = self.issuer.jwks() | {"padding": self.padding}
        elsewhere = {"Location": "https://forger.example/jwks"} if self.status == 302 else {}
        if request.url.host == "forger.example":
            return httpx.Response(200, json=jwks)
        return httpx.Response(self.status, json=jwks, headers=elsewhere)


async def test_an_unknown_key_id_asks_the_provider_once_in_thirty_seconds() -> None:
    provider = Provider(Issuer("old"))
    keys = provider.keys()
    for kid in ("old", "x", "y", "z"):
        await keys.find(kid)
    assert provider.visits == 1
    provider.issuer = Issuer("new")
    provider.now += 31
    assert await keys.find("new") is not None
    assert provider.visits == 2


async def test_keys_already_fetched_outlive_an_outage_of_the_provider() -> None:
    provider = Provider(Issuer("old"))
    keys = provider.keys()
    assert await keys.find("old") is not None
    provider.status, provider.now = 500, provider.now + 10_000
    assert await keys.find("old") is not None
    assert provider.visits == 2


async def test_a_withdrawn_key_stops_working_when_the_set_is_refreshed() -> None:
    provider = Provider(Issuer("old"))
    keys = provider.keys()
    assert await keys.find("old") is not None
    provider.issuer, provider.now = Issuer("new"), provider.now + 601
    assert await keys.find("old") is None


async def test_a_redirect_to_other_keys_is_not_followed() -> None:
    provider = Provider(Issuer("forged"))
    provider.status = 302
    with pytest.raises(KeysUnavailable):
        await provider.keys().find("forged")


async def test_an_endless_key_set_is_not_read() -> None:
    provider = Provider(Issuer("old"))
    provider.padding = "x" * 300_000
    with pytest.raises(KeysUnavailable):
        await provider.keys().find("old")
