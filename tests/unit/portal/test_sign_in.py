import httpx
import pytest

from services.portal.app import create_app
from services.portal.origin import local_path
from tests.unit.portal.serving import serving


def test_a_stranger_is_led_to_the_ready_made_identities(visitor: httpx.Client):
    assert visitor.get("/").headers["location"] == "/sign-in"
    page = visitor.get("/sign-in").text
    assert "省厅王处" in page
    assert "红河哈尼族彝族自治州" in page


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: httpx.Client):
    cookie = visitor.post("/sign-in", data={"who": "0"}).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_no_token_and_no_person_is_in_an_address(province: httpx.Client):
    page = province.get("/")
    assert page.status_code == 200
    assert province.cookies["wushe_session"] not in page.text
    assert "u-1" not in page.text


def test_a_form_of_another_site_signs_nobody_in(visitor: httpx.Client):
    answer = visitor.post("/sign-in", data={"who": "0"}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_signing_out_ends_the_session(province: httpx.Client):
    assert province.post("/sign-out").status_code == 303
    assert province.get("/").headers["location"] == "/sign-in"


@pytest.mark.parametrize("change", [{"exp": 1}, {"aud": "other"}, {"role": "emperor"}])
def test_a_token_that_does_not_hold_leads_back_to_sign_in(visitor, issuer, change):
    visitor.cookies.set("wushe_session", issuer.token(**change))
    answer = visitor.get("/")
    assert answer.headers["location"] == "/sign-in?ended=1"
    assert 'wushe_session=""' in answer.headers["set-cookie"]


def test_a_fragment_of_an_ended_session_leaves_its_page(visitor: httpx.Client):
    assert visitor.get("/", headers={"HX-Request": "true"}).headers["hx-redirect"] == "/sign-in"


def test_production_offers_no_identities_and_says_how_to_sign_in(settings):
    strict = settings.model_copy(update={"profile": "production"})
    with serving(create_app(strict)) as address, httpx.Client(base_url=address) as client:
        page = client.get("/sign-in", headers={"Accept-Language": "zh-CN"}).text
        assert "政务统一身份认证" in page
        assert "省厅王处" not in page
        answer = client.post("/sign-in", data={"who": "0"}, headers={"Origin": address})
        assert "set-cookie" not in answer.headers


def test_the_language_is_chosen_kept_and_leads_back(visitor: httpx.Client):
    assert "演示环境" in visitor.get("/sign-in").text
    chosen = visitor.post("/language", data={"language": "en", "back": "/sign-in?ended=1"})
    assert chosen.headers["location"] == "/sign-in?ended=1"
    assert "Demonstration" in visitor.get("/sign-in").text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil", "/a\nb", ""])
def test_a_form_never_leads_to_another_site(back):
    assert local_path(back) == "/"
