from collections.abc import Callable
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI

from contracts.roles import PERMISSIONS, Role
from servicekit.paging import Paging
from servicekit.security import Actor, require, routes_without_permission
from tests.unit.servicekit.conftest import connected
from tests.unit.servicekit.issuer import Issuer

STATIONS = "/api/registry/stations"


def stations() -> APIRouter:
    router = APIRouter(prefix=STATIONS)

    @router.get("")
    async def listing(
        actor: Annotated[Actor, Depends(require("registry.stations.read"))],
        paging: Paging,
        status: str | None = None,
    ) -> dict[str, str]:
        return {"subject": actor.subject, "role": actor.role, "prefix": actor.scope.prefix}

    @router.post("")
    async def creation(
        actor: Annotated[Actor, Depends(require("registry.stations.write"))],
    ) -> dict[str, str]:
        return {"role": actor.role}

    return router


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(stations())


async def test_without_a_token_the_answer_is_401_and_gives_no_reason(app: FastAPI) -> None:
    async with connected(app) as client:
        answer = await client.get(STATIONS)
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="wushe"'


async def test_the_actor_comes_from_the_token_and_no_other_header(
    app: FastAPI, issuer: Issuer
) -> None:
    forged = {"X-User-Role": "province_admin", "X-User-Region": "530000", "X-Forwarded-User": "x"}
    async with connected(app) as client:
        answer = await client.get(STATIONS, headers=issuer.bearer() | forged)
    assert answer.json() == {"subject": "u-1", "role": "county_officer", "prefix": "532501"}


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_is_let_in_exactly_where_the_table_says(
    role: Role, app: FastAPI, issuer: Issuer
) -> None:
    async with connected(app) as client:
        answer = await client.post(STATIONS, headers=issuer.bearer(role=role))
    allowed = role in PERMISSIONS["registry.stations.write"]
    assert answer.status_code == (200 if allowed else 403)
    assert allowed or answer.json()["code"] == "permission_denied"


def test_a_permission_that_does_not_exist_cannot_be_asked_for() -> None:
    with pytest.raises(KeyError):
        require("registry.stations.own")


def test_a_forgotten_permission_is_found_and_named(make_app: Callable[..., FastAPI]) -> None:
    assert routes_without_permission(make_app(stations())) == []
    leaky = APIRouter()

    @leaky.delete(STATIONS + "/{station_id}")
    async def forgotten(station_id: str) -> None: ...

    assert routes_without_permission(make_app(stations(), leaky)) == [
        f"DELETE {STATIONS}/{{station_id}}"
    ]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("status[$ne]=x", "type_error"),
        ("$where=1", "type_error"),
        ("page=-1", "page_invalid"),
        ("limit=1000000", "page_invalid"),
        ("limit=0", "page_invalid"),
        ("statsu=open", "unknown_field"),
    ],
)
async def test_a_query_parameter_that_is_not_declared_is_refused(
    query: str, code: str, app: FastAPI, issuer: Issuer
) -> None:
    async with connected(app) as client:
        answer = await client.get(f"{STATIONS}?{query}", headers=issuer.bearer())
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_tampered_cursor_is_refused(app: FastAPI, issuer: Issuer) -> None:
    async with connected(app) as client:
        answer = await client.get(f"{STATIONS}?after=AAAA", headers=issuer.bearer())
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid")
