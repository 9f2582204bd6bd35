"""150 winter coats and 180,000 yuan, from the promise to the last signature, over 29 stations: what
the donor, the public, the fund's statement and the figures say agrees to the fen and the coat."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.e2e.conftest import Caller, Suite
from tests.eventually import wait_until

pytestmark = pytest.mark.engines

DIQING, STATIONS = "533400", 29
PHOTO = "a" * 64
COATS, YUAN, VALUE = 150, 18_000_000, 3_000_001
POOR = "minimum_living+extreme_poverty+low_income+disabled+orphan"


@pytest.fixture(scope="module")
def officer(suite: Suite) -> Caller:
    return suite.client("prefecture_officer", DIQING)


@pytest.fixture(scope="module")
def partner(suite: Suite) -> Caller:
    return suite.client("charity_partner", DIQING)


def test_coats_and_money_reach_29_stations_and_every_book_agrees(
    suite: Suite, officer: Caller, partner: Caller, province: Caller
) -> None:
    before = figures(province)
    fund = officer.done(
        "charity/funds",
        {"kind": "campaign", "name": "迪庆州精准救助计划", "statement": "弱势群体服务"},
    )["id"]
    coats, money = pledged(partner, fund)
    officer.done(f"charity/gifts/{coats}/receive", {"quantity": COATS})
    officer.done(f"charity/gifts/{money}/receive", {"amount_fen": YUAN})
    stations = officer.get("registry/stations", params={"limit": 100}).json()["items"][:STATIONS]
    assert len(stations) == STATIONS
    worker = suite.client("station_worker", DIQING)
    for number, station in enumerate(stations):
        deliver(officer, worker, coats, station["id"], "quantity", 5, number)
        deliver(officer, worker, money, station["id"], "amount_fen", YUAN // STATIONS, number)
    wrong = {"station_id": stations[0]["id"], "quantity": 1, "domain": "elderly"}
    refused = officer.command(f"charity/gifts/{coats}/allocate", wrong)
    assert (refused.status_code, refused.json()["allowed"]) == (409, "children")
    agree(officer, partner, province, fund, (coats, money), before)


def pledged(partner: Caller, fund: object) -> tuple[str, str]:
    coats = partner.done(
        "charity/pledges",
        {
            "resource": "goods",
            "amount_fen": VALUE,
            "item": "winter_clothes",
            "quantity": COATS,
            "unit": "件",
            "valuation": "invoice",
            "region": DIQING,
            "domain": "children",
            "fund_id": fund,
        },
    )
    money = partner.done(
        "charity/pledges",
        {
            "resource": "money",
            "vehicle": "campaign",
            "amount_fen": YUAN,
            "region": DIQING,
            "target_group": POOR,
            "fund_id": fund,
        },
    )
    return str(coats["id"]), str(money["id"])


def deliver(
    officer: Caller, worker: Caller, gift: str, station: str, measure: str, size: int, number: int
) -> None:
    """Every tenth station sends one of its coats back, another loses one on the way."""
    path = f"charity/gifts/{gift}"
    part = wanted(officer, f"{path}/allocate", {"station_id": station, measure: size})
    here = f"{path}/allocations/{part['id']}"
    officer.done(f"{here}/dispatch", {measure: size, "due_on": "2099-01-01"})
    if measure == "quantity" and number % 10 == 1:
        worker.done(f"{here}/lose", {"quantity": 1, "reason": "lost"})
    worker.done(f"{here}/confirm", {"evidence": [PHOTO]})
    if measure == "quantity" and number % 10 == 0:
        back = {"quantity": 1, "was": "delivered", "reason": "not_needed"}
        worker.done(f"{here}/send-back", back)


def wanted(officer: Caller, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Charity hears of stations within seconds of the registry."""
    found: list[httpx.Response] = []

    def answered() -> bool:
        found[:] = [officer.command(path, body)]
        return found[0].is_success

    wait_until(answered, within=20, last=lambda: found[0].text)
    return dict(found[0].json())


def figures(province: Caller) -> dict[str, int]:
    names = ("resources_linked", "funds_raised", "goods_linked")
    names += ("resources_delivered", "goods_delivered")
    return {name: figure(province, name) for name in names}


def figure(province: Caller, indicator: str) -> int:
    """Goods have no row before there are any: they are told unit by unit."""
    asked = {"indicator": indicator, "region": DIQING, "period": "cumulative"}
    rows = province.get("metrics/figures", params=asked).json()["rows"]
    return sum(int(row["value"]) for row in rows)


def agree(
    officer: Caller,
    partner: Caller,
    province: Caller,
    fund: object,
    gifts: tuple[str, str],
    before: dict[str, int],
) -> None:
    fund_lines = 4 + 3 * 2 * STATIONS + 6
    wait_until(
        lambda: officer.get(f"charity/funds/{fund}/statement").json()["total"] == fund_lines,
        within=30,
        last=lambda: officer.get(f"charity/funds/{fund}/statement").json()["total"],
    )
    donors = [partner.get(f"charity/pledges/{gift}/proof").json() for gift in gifts]
    statement = officer.get(f"charity/funds/{fund}/statement").json()["balances"]
    public = httpx.get(f"{officer.base_url}charity/public/funds/{fund}").json()["balances"]
    ledger = {balance["measure"]: balance["accounts"] for balance in public}
    for shown, measure in zip(donors, ("winter_clothes/件", "money"), strict=True):
        held = {name: a for name, a in shown["accounts"].items() if a["amount_fen"]}
        assert held == {n: a for n, a in ledger[measure].items() if a["amount_fen"]}
        assert held == {n: a for n, a in statement[measure].items() if a["amount_fen"]}
    coats, money = (shown["accounts"] for shown in donors)
    counts = {name: a["quantity"] for name, a in coats.items() if a["quantity"]}
    assert counts == {"received": 8, "delivered": 139, "lost": 3}
    assert sum(a["amount_fen"] for a in coats.values()) == VALUE
    assert money["delivered"]["amount_fen"] == YUAN // STATIONS * STATIONS
    assert money["received"]["amount_fen"] == YUAN % STATIONS
    expected = {
        "resources_linked": VALUE + YUAN,
        "funds_raised": YUAN,
        "goods_linked": COATS,
        "resources_delivered": coats["delivered"]["amount_fen"] + YUAN // STATIONS * STATIONS,
        "goods_delivered": 139,
    }
    wait_until(
        lambda: figures(province) == {name: before[name] + n for name, n in expected.items()},
        within=30,
        last=lambda: figures(province),
    )
