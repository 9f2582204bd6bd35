import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from services.portal.app import create_app
from services.portal.settings import PortalSettings
from tests.unit.portal.serving import serving
from tests.unit.portal.upstream import upstream
from tests.unit.servicekit.issuer import Issuer

PEOPLE = (
    ("province_admin", "530000", "省厅王处"),
    ("prefecture_officer", "532500", "红河州李科"),
    ("county_officer", "532501", "个旧市张股"),
)


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="session")
def metrics() -> Iterator[tuple[FastAPI, str]]:
    app = upstream()
    with serving(app) as address:
        yield app, address


@pytest.fixture(scope="session")
def settings(issuer: Issuer, metrics: tuple[FastAPI, str], tmp_path_factory) -> PortalSettings:
    folder: Path = tmp_path_factory.mktemp("portal")
    people = [
        {"role": r, "region": c, "name": n, "token": issuer.token(role=r, region=c, name=n)}
        for r, c, n in PEOPLE
    ]
    (folder / "identities.json").write_text(json.dumps(people), encoding="utf-8")
    return PortalSettings(
        port=0,
        jwks=str(issuer.write(folder / "jwks.json")),
        profile="embedded",
        identities=folder / "identities.json",
        registry_url=metrics[1],
        metrics_url=metrics[1],
        volunteers_url="http://127.0.0.1:9",  # nobody listens there
    )


@pytest.fixture(scope="session")
def portal(settings: PortalSettings) -> Iterator[str]:
    with serving(create_app(settings)) as address:
        yield address


@pytest.fixture
def visitor(portal: str) -> Iterator[httpx.Client]:
    """A browser without a session, which says where its requests come from."""
    headers = {"Accept": "text/html", "Accept-Language": "zh-CN", "Origin": portal}
    with httpx.Client(base_url=portal, headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture
def province(visitor: httpx.Client) -> httpx.Client:
    """Signed in as the province."""
    assert visitor.post("/sign-in", data={"who": "0"}).status_code == 303
    return visitor


@pytest.fixture
def county(visitor: httpx.Client) -> httpx.Client:
    """Signed in as 个旧市."""
    assert visitor.post("/sign-in", data={"who": "2"}).status_code == 303
    return visitor
