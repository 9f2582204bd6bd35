"""kill -9 during allocation: the books balance, nothing is allocated twice, every statement and
figure agrees with them (P2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.chaos.loader import Ledger, Loader
from tests.chaos.stack import COUNTY, TOWNSHIPS, Stack
from tests.eventually import wait_until

pytestmark = [pytest.mark.crash, pytest.mark.engines]

GIFTS, SHARES, ASKED = 3, 12, 50
POINTS = ("after_write", "journalled", "statement_posted")
ACCOUNTS = ("promised", "received", "allocated")


class Giving:
    """Requests to the charity process, sent until they are answered."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._base = f"http://{stack.charity.address}/api/charity"

    def send(self, path: str, body: dict[str, Any], key: str) -> httpx.Response:
        headers = {"Idempotency-Key": key, "If-Match": "*"}
        found: list[httpx.Response] = []

        def answered() -> bool:
            try:
                answer = self._stack.client.post(f"{self._base}/{path}", json=body, headers=headers)
            except httpx.HTTPError:
                return False
            found[:] = [answer]
            return answer.status_code < 500

        wait_until(answered, within=90, every=0.2)
        return found[0]

    def done(self, path: str, body: dict[str, Any], key: str) -> Any:
        answer = self.send(path, body, key)
        assert answer.is_success, answer.text
        return answer.json()

    def get(self, path: str) -> Any:
        answer = self._stack.client.get(f"{self._base}/{path}")
        answer.raise_for_status()
        return answer.json()


@pytest.fixture(scope="module")
def giving(stack: Stack) -> Iterator[Giving]:
    stack.charity.start()
    yield Giving(stack)
    stack.charity.stop()


@pytest.fixture(scope="module")
def station(stack: Stack, ledger: Ledger, giving: Giving) -> str:
    return Loader(stack, ledger).station(TOWNSHIPS[0])


def fund_of(giving: Giving, point: str) -> tuple[str, list[str]]:
    """A fund of GIFTS gifts of SHARES fen each, all in hand."""
    fund = {"kind": "special", "name": "专项基金", "statement": "试验", "region": COUNTY}
    fund_id = giving.done("funds", fund, f"fund-{point}")["id"]
    gifts = []
    for n in range(GIFTS):
        money = {"resource": "money", "amount_fen": SHARES, "region": COUNTY, "fund_id": fund_id}
        gift = giving.done("pledges", money, f"pledge-{point}-{n}")["id"]
        giving.done(f"gifts/{gift}/receive", {"amount_fen": SHARES}, f"receive-{point}-{n}")
        gifts.append(gift)
    return fund_id, gifts


@pytest.mark.parametrize("point", POINTS)
def test_killed_during_allocation_the_books_balance(
    stack: Stack, giving: Giving, station: str, point: str
) -> None:
    fund, gifts = fund_of(giving, point)
    body = {"station_id": station, "amount_fen": 1}
    first = f"gifts/{gifts[0]}/allocate"  # once it succeeds, the station is known here
    wait_until(lambda: giving.send(first, body, f"known-{point}").is_success, within=60)
    _the_statement_has(giving, fund, 2 * GIFTS + 1)  # so that the start posts nothing
    stack.charity.stop()
    nth = 2 if point == "statement_posted" else 7
    doomed = stack.process("charity", crash_at=f"{point}:{nth}")
    doomed.start()
    with ThreadPoolExecutor(8) as pool:
        sending = [
            pool.submit(giving.send, f"funds/{fund}/allocate", body, f"{point}-{n}")
            for n in range(ASKED)
        ]
        wait_until(lambda: not doomed.alive, within=60, last=lambda: "the point never fired")
        stack.charity.start()
        answers = Counter(future.result().status_code for future in sending)
    assert answers == {201: GIFTS * SHARES - 1, 409: ASKED - GIFTS * SHARES + 1}
    in_books: Counter[str] = Counter()
    for gift in gifts:
        accounts = giving.get(f"gifts/{gift}")["accounts"]
        assert sum(amount["amount_fen"] for amount in accounts.values()) == SHARES
        in_books.update({name: accounts[name]["amount_fen"] for name in ACCOUNTS})
    assert in_books == {"promised": 0, "received": 0, "allocated": GIFTS * SHARES}
    _the_statement_agrees(giving, fund, in_books)
    received = GIFTS * SHARES * (POINTS.index(point) + 1)
    wait_until(lambda: stack.figure("funds_raised", COUNTY) == received, within=60)


def _the_statement_has(giving: Giving, fund: str, lines: int) -> None:
    wait_until(lambda: giving.get(f"funds/{fund}/statement")["total"] == lines, within=30)


def _the_statement_agrees(giving: Giving, fund: str, in_books: Counter[str]) -> None:
    """Every movement once: two of each gift, one of each fen allocated."""
    lines = 2 * GIFTS + GIFTS * SHARES
    _the_statement_has(giving, fund, lines)
    events, asked = set(), f"funds/{fund}/statement?limit=20"
    shown = page = giving.get(asked)
    while True:
        assert events.isdisjoint(line["event_id"] for line in page["items"])
        events |= {line["event_id"] for line in page["items"]}
        if page["next"] is None:
            break
        page = giving.get(f"{asked}&after={page['next']}")
    assert len(events) == lines
    balances = {name: a["amount_fen"] for name, a in shown["balances"]["money"].items()}
    assert balances == dict(in_books)
