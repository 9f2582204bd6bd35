"""The first page as a person uses it, in headless Chromium; metrics in miniature behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from services.portal.app import create_app
from tests.unit.portal.conftest import issuer, metrics, settings
from tests.unit.portal.serving import serving

__all__ = ["issuer", "metrics", "settings"]  # fixtures of the portal's own tests

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # two cores are shared with whatever else runs

CHROMIUM = Path("/usr/bin/chromium")
RESULTS = Path(__file__).parents[2] / "test-results"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def address(settings) -> Iterator[str]:
    with serving(create_app(settings)) as portal:
        yield portal


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Signed in as the province; whatever the browser complains about fails the test."""
    context = browser.new_context(
        base_url=address, locale="zh-CN", viewport={"width": 1366, "height": 768}
    )
    shown = context.new_page()
    complaints: list[str] = []
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    foreign: list[str] = []
    shown.on("request", lambda r: foreign.append(r.url) if not r.url.startswith(address) else None)
    shown.goto("/")
    shown.get_by_role("button", name="省厅王处").click()
    drawn(shown, 16)
    yield shown
    context.close()
    assert complaints == []
    assert foreign == []


def drawn(page: Page, regions: int) -> None:
    expect(page.locator("#map")).to_have_attribute("data-drawn", str(regions))


def figure(page: Page) -> int:
    return int(page.locator("#total-recorded").inner_text().replace(",", ""))


def test_from_the_province_down_to_the_events_of_a_county(page: Page):
    expect(page.locator("tr[data-code]")).to_have_count(16)
    assert figure(page) == 1429
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / "portal-province.png", full_page=True)

    page.get_by_text("县（市、区）", exact=True).click()
    drawn(page, 129)
    expect(page.locator("tr[data-code]")).to_have_count(129)

    page.get_by_label("指标").select_option("service_person_times")
    expect(page.locator(".summary h2")).to_contain_text("服务")
    assert "indicator=service_person_times" in page.url

    page.locator("tr[data-code='532501'] th a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("个旧市")
    page.locator("#total-recorded").click()
    panel = page.locator("#trace-dialog")
    expect(panel).to_be_visible()
    expect(panel.locator("tbody tr").first).to_contain_text("532501")
    page.screenshot(path=RESULTS / "portal-events.png")

    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.locator(".trail").get_by_role("link", name="红河州").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("红河哈尼族彝族自治州")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("个旧市")


def test_a_click_on_the_map_goes_down_where_it_points(page: Page):
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".trail li")).to_have_count(2)
    assert re.search(r"region=53\d\d00", page.url)


def test_a_column_is_sorted_by_its_head_and_unknown_values_stay_last(page: Page):
    head = page.locator("thead th", has_text="上报数")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.locator("tbody tr").first).to_contain_text("昆明市")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    values = page.locator("tbody tr td.num:nth-of-type(3)").evaluate_all(
        "cells => cells.map(cell => cell.dataset.value)"
    )
    known = [int(value) for value in values if value]
    assert known == sorted(known)
    assert values == [str(value) for value in known] + [""] * (len(values) - len(known))


def test_the_page_works_with_the_keyboard_alone(page: Page):
    page.locator("tr[data-code='532500'] th a").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("红河哈尼族彝族自治州")
    drawn(page, 13)


def test_a_telephone_shows_everything_without_sideways_scrolling(page: Page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    drawn(page, 16)
    wide = page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
    assert wide <= 0
    page.screenshot(path=RESULTS / "portal-telephone.png", full_page=True)
