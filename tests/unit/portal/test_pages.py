import re

import httpx
import pytest

from services.portal.app import create_app
from tests.unit.portal.serving import serving


def rows(page: str) -> list[str]:
    return re.findall(r'<tr data-code="(\d+)"', page)


def test_the_first_page_shows_the_province_by_prefecture(province):
    page = province.get("/").text
    assert len(rows(page)) == 16
    assert "16 个州（市）、129 个县（市、区）、1,429 个乡镇（街道）" in page
    assert "审图号" in page


def test_by_county_all_of_them_are_listed(province):
    page = province.get("/?region=530000&indicator=stations&period=2022H1&grain=county").text
    assert len(rows(page)) == 129


def test_stated_stands_beside_recorded_and_the_contradiction_is_told(province):
    page = re.sub(r"<[^>]+>|\s+", "", province.get("/").text)
    assert "会议讲话135个" in page
    assert "分项合计141个，相差6个" in page


def test_a_county_officer_begins_at_the_own_county_and_sees_no_other(county):
    assert "<h1>个旧市</h1>" in county.get("/").text
    other = county.get("/?region=530100")
    assert other.status_code == 404
    assert "不在您的辖区" in other.text


def test_the_way_up_is_open_only_within_the_own_area(county):
    trail = re.search(r'<nav class="trail".*?</nav>', county.get("/").text, re.S)
    assert trail is not None
    assert "<a " not in trail[0]


def test_a_form_gets_the_address_it_stands_for(province):
    answer = province.get("/?region=530000&indicator=volunteers&was=stations&year=2022&months=H1")
    assert answer.headers["location"] == "/?region=530000&indicator=volunteers&period=2022H1"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("region=000000", "地区代码"),
        ("region=530000&indicator=nonsense", "没有这个指标"),
        ("region=530000&indicator=stations&period=2022-14", "期间应写作"),
        ("region=530000&indicator=stations&part=domain:elderly", "没有这个口径"),
        ("region=530000&grain=moon", "地图可按"),
    ],
)
def test_a_bad_value_is_answered_with_the_cure(province, query, sentence):
    answer = province.get("/?" + query)
    assert answer.status_code == 400
    assert sentence in answer.text


def test_what_was_typed_is_never_echoed(province):
    answer = province.get("/?indicator=<script>alert(1)</script>&region=zzz'--")
    assert answer.status_code == 400
    assert "alert(1)" not in answer.text
    assert "zzz" not in answer.text


def test_a_silent_period_names_those_that_reports_speak_of(province):
    page = province.get("/?region=530000&indicator=volunteer_hours&period=2022H1").text
    assert "累计" in re.search(r'<p class="elsewhere">.*?</p>', page, re.S)[0]


def test_money_is_shown_in_wan_of_yuan(province):
    page = province.get("/?region=530000&indicator=funds&period=cumulative").text
    assert "4,355" in page
    assert "万元" in page


def test_a_figure_opens_into_its_events_page_by_page(province):
    first = province.get("/trace?region=530000&indicator=stations&period=2022H1").text
    assert first.count("社工站挂牌") == 50
    onward = re.search(r'href="(/trace\?[^"]*after=[^"]*)"', first)
    assert onward is not None
    second = province.get(onward[1].replace("&amp;", "&")).text
    assert second.count("社工站挂牌") == 50
    assert "回到第一页" in second


def test_htmx_gets_the_panel_alone(province):
    answer = province.get(
        "/trace?region=530000&indicator=stations&period=2022H1", headers={"HX-Request": "true"}
    )
    assert "<html" not in answer.text
    assert answer.headers["vary"] == "HX-Request"


def test_metrics_away_is_said_with_the_cure(settings, issuer):
    lonely = settings.model_copy(update={"metrics_url": "http://127.0.0.1:9"})
    with serving(create_app(lonely)) as address, httpx.Client(base_url=address) as client:
        client.cookies.set("wushe_session", issuer.token(role="province_admin", region="530000"))
        answer = client.get("/", headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert "./wushe status" in answer.text


def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_programs(visitor):
    assert "没有这个页面" in visitor.get("/nowhere").text
    answer = visitor.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"


def test_pages_run_no_foreign_and_no_inline_script(province):
    answer = province.get("/")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    scripts = re.findall(r"<script([^>]*)>", answer.text)
    assert all("src=" in one or "application/json" in one for one in scripts)
    assert not re.search(r'\sstyle="|\son\w+="', answer.text)


def test_everything_a_page_loads_comes_from_here(province):
    page = province.get("/").text
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page)


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/docs", "/openapi.json"])
def test_the_portal_answers_what_every_service_answers(visitor, path):
    assert visitor.get(path).status_code == 200


def test_english_pages_are_english(province):
    province.post("/language", data={"language": "en"})
    page = province.get("/").text
    assert '<html lang="en">' in page
    assert "Recorded" in page
