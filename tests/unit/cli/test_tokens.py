"""The embedded issuer's tokens are what the services ask for."""

from __future__ import annotations

import json
import stat
import time
from pathlib import Path

import pytest

from cli.identities import write_identities
from cli.main import main
from cli.places import DataDirectory
from cli.speech import Refusal
from cli.tokens import AUDIENCE, ISSUER, issue, signing_key
from servicekit.errors import Unauthenticated
from servicekit.keys import key_source
from servicekit.tokens import Verifier


def verifier(data: DataDirectory, later: float = 0) -> Verifier:
    keys = key_source(str(data.keys / "jwks.json"))
    return Verifier(keys, ISSUER, AUDIENCE, lambda: int(time.time() + later))


async def test_every_ready_made_identity_is_accepted_as_who_it_says(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    write_identities(data)
    people = json.loads(data.identities.read_text())
    assert {"province_admin", "station_worker", "auditor", "ops"} <= {p["role"] for p in people}
    for person in people:
        actor = await verifier(data).actor(f"Bearer {person['token']}")
        assert (actor.role, actor.region) == (person["role"], person["region"])
        assert actor.name == person["name"]


async def test_a_ready_made_token_ends_after_a_day(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    write_identities(data)
    token = json.loads(data.identities.read_text())[0]["token"]
    await verifier(data, 23 * 3600).actor(f"Bearer {token}")
    with pytest.raises(Unauthenticated):
        await verifier(data, 25 * 3600).actor(f"Bearer {token}")


def test_secrets_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    write_identities(data)
    for path in (data.keys / "private.json", data.identities):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert '"d"' not in (data.keys / "jwks.json").read_text()


async def test_the_key_stays_so_yesterdays_sign_in_goes_on(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    write_identities(data)
    token = json.loads(data.identities.read_text())[0]["token"]
    write_identities(data)
    await verifier(data).actor(f"Bearer {token}")


def test_a_role_or_region_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    with pytest.raises(Refusal, match="no role king"):
        issue(key, "king", "530000")
    with pytest.raises(Refusal, match="no region 999999"):
        issue(key, "auditor", "999999")


async def test_the_command_prints_one_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = DataDirectory(tmp_path)
    asked = ["token", "--role", "county_officer", "--region", "532501", "--data", str(tmp_path)]
    assert main(asked) == 1  # no keys yet: the cure is to run up
    assert "./wushe up" in capsys.readouterr().err
    write_identities(data)
    assert main(asked) == 0
    actor = await verifier(data).actor(f"Bearer {capsys.readouterr().out.strip()}")
    assert (actor.role, actor.region) == ("county_officer", "532501")
