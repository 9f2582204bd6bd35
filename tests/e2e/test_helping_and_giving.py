"""A need that finds its volunteers, and a gift that reaches its station, through the one door."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.conftest import Caller, Suite
from tests.eventually import wait_until

pytestmark = pytest.mark.engines

DATUN = "532501002"
NEED = {
    "title": "陪同就医",
    "region": DATUN,
    "domain": "elderly",
    "target_group": "left_behind_elderly",
    "places": 3,
    "starts_at": "2027-03-01T09:00:00+08:00",
    "ends_at": "2027-03-01T11:00:00+08:00",
}


@pytest.fixture(scope="module")
def coordinator(suite: Suite) -> Caller:
    return suite.client("volunteer_coordinator", "532501")


def volunteer(coordinator: Caller) -> str:
    free = [{"weekday": 1, "part": "morning"}]
    body = {"region": DATUN, "skills": [], "languages": [], "availability": free}
    return str(coordinator.done("volunteers/people", body)["id"])


def test_a_need_shows_explained_candidates_and_never_takes_more_than_its_places(
    coordinator: Caller, county: Caller
) -> None:
    before = county.figure("volunteers", "532501")
    people = [volunteer(coordinator) for _ in range(8)]
    need = coordinator.done("volunteers/needs", NEED)
    shown = coordinator.get(f"volunteers/needs/{need['id']}/candidates?limit=50").json()
    assert {item["volunteer_id"] for item in shown["items"]} == set(people)
    assert all(item["score"] == sum(item["parts"].values()) for item in shown["items"])
    with ThreadPoolExecutor(8) as pool:
        path = f"volunteers/needs/{need['id']}/accept"
        answers = list(
            pool.map(lambda id_: coordinator.command(path, {"volunteer_id": id_}), people)
        )
    accepted = [answer for answer in answers if answer.is_success]
    refused = [answer.json()["code"] for answer in answers if not answer.is_success]
    assert (len(accepted), set(refused)) == (3, {"shift_full"})
    wait_until(lambda: county.figure("volunteers", "532501") == before + 8, within=20)


def test_nobody_is_booked_twice_for_overlapping_times(coordinator: Caller) -> None:
    person = {"volunteer_id": volunteer(coordinator)}
    first = coordinator.done("volunteers/needs", NEED)
    overlapping = {"starts_at": "2027-03-01T10:30:00+08:00", "ends_at": "2027-03-01T11:30:00+08:00"}
    second = coordinator.done("volunteers/needs", {**NEED, **overlapping})
    coordinator.done(f"volunteers/needs/{first['id']}/accept", person)
    refused = coordinator.command(f"volunteers/needs/{second['id']}/accept", person)
    assert refused.status_code == 409, refused.text


def test_a_gift_is_counted_when_received_and_signed_for_by_its_station(
    suite: Suite, province: Caller
) -> None:
    partner = suite.client("charity_partner", "533400")
    officer = suite.client("prefecture_officer", "533400")
    station = officer.get("registry/stations", params={"limit": 1}).json()["items"][0]
    coats = {
        "resource": "goods",
        "amount_fen": 3_000_000,
        "item": "winter_clothes",
        "quantity": 150,
        "unit": "件",
        "region": "533400",
    }
    before = province.figure("resources_linked", "533400")
    gift = partner.done("charity/pledges", coats)
    path = f"charity/gifts/{gift['id']}"
    officer.done(f"{path}/receive", {"quantity": 150})
    wait_until(
        lambda: province.figure("resources_linked", "533400") == before + 3_000_000, within=20
    )  # and not twice: a pledge is a plan
    part = {"station_id": station["id"], "quantity": 100}
    wait_until(lambda: officer.command(f"{path}/allocate", part).is_success, within=20)
    too_many = officer.command(f"{path}/allocate", {**part, "quantity": 51})
    assert too_many.status_code == 409
    assert "50" in too_many.json()["detail"], "names what is left"
    (allocation,) = officer.get(path).json()["allocations"]
    worker = suite.client("station_worker", str(station["region"]))
    worker.done(f"{path}/allocations/{allocation['id']}/confirm", {"evidence": ["a" * 64]})
    accounts = officer.get(path).json()["accounts"]
    held = {name: amount["quantity"] for name, amount in accounts.items() if amount["quantity"]}
    assert held == {"received": 50, "delivered": 100}


def test_a_gift_never_leaves_the_region_its_donor_meant(
    suite: Suite, province: Caller, station: dict[str, object]
) -> None:
    partner = suite.client("charity_partner", "533400")
    money = {"resource": "money", "amount_fen": 18_000_000, "region": "533400"}
    gift = partner.done("charity/pledges", {**money, "vehicle": "campaign"})
    path = f"charity/gifts/{gift['id']}"
    province.done(f"{path}/receive", {"amount_fen": 18_000_000})
    elsewhere = {"station_id": station["id"], "amount_fen": 1_000}
    refused = province.command(f"{path}/allocate", elsewhere)
    assert refused.status_code in (409, 422), refused.text
    assert "迪庆" in refused.json()["detail"] or "533400" in refused.json()["detail"]
