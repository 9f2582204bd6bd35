import httpx
import pytest

from servicekit.bodies import MAX_JSON, MAX_UPLOAD

FORM = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.fixture
def program(portal, issuer):
    """A caller with a token of its own and no cookie."""
    headers = issuer.bearer(role="county_officer")
    with httpx.Client(base_url=portal, headers=headers, trust_env=False) as client:
        yield client


def test_a_call_reaches_the_service_unchanged(program):
    answer = program.post(
        "/api/registry/echo?a=1&a=%E7%BA%A2",
        content=b"{}",
        headers={"Idempotency-Key": "k-1", "If-Match": '"3"', "Accept-Language": "en"},
    ).json()
    assert (answer["method"], answer["query"], answer["size"]) == ("POST", "a=1&a=%E7%BA%A2", 2)
    assert answer["headers"]["idempotency-key"] == "k-1"
    assert answer["headers"]["if-match"] == '"3"'
    assert answer["headers"]["accept-language"] == "en"
    assert answer["headers"]["authorization"].startswith("Bearer ")


def test_what_a_caller_claims_about_itself_and_the_connection_is_dropped(program):
    sent = {
        "X-User-Role": "province_admin", "X-User-Id": "1", "X-Forwarded-For": "10.0.0.1",
        "TE": "trailers", "Connection": "close, X-Odd", "X-Odd": "1",
    }  # fmt: skip
    seen = program.get("/api/registry/echo", headers=sent).json()["headers"]
    assert not {"x-user-role", "x-user-id", "x-forwarded-for", "te", "x-odd"} & set(seen)


def test_an_answer_streams_through(program):
    with program.stream("GET", "/api/registry/stream") as answer:
        assert b"".join(answer.iter_raw()) == b"0\n1\n2\n"


def test_a_service_that_is_away_is_a_503_problem(program):
    answer = program.get("/api/volunteers/needs")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "service_unavailable"
    assert answer.headers["retry-after"]


def test_a_service_without_an_address_is_away_too(program):
    assert program.get("/api/charity/pledges").status_code == 503


def test_an_unknown_service_is_not_found(program):
    assert program.get("/api/payroll/x").json()["code"] == "service_unknown"


@pytest.mark.parametrize("path", ["/api/registry/%2e%2e/metrics", "/api/registry/x/%2E/y"])
def test_dot_segments_never_leave_the_portal(program, path):
    assert program.get(path).json()["code"] == "path_invalid"


@pytest.mark.parametrize(("headers", "limit"), [(FORM, MAX_UPLOAD), ({}, MAX_JSON)])
def test_a_body_of_the_full_size_passes_and_a_larger_one_does_not(program, headers, limit):
    full = program.post("/api/registry/echo", content=b"x" * limit, headers=headers)
    assert full.json()["size"] == limit
    over = program.post("/api/registry/echo", content=b"x" * (limit + 1), headers=headers)
    assert (over.status_code, over.json()["code"]) == (413, "body_too_large")


def test_an_upload_that_hides_its_size_is_counted_as_it_streams(program):
    def pieces():
        for _ in range(11):
            yield b"x" * 1024 * 1024

    assert program.post("/api/registry/echo", content=pieces(), headers=FORM).status_code == 413


def test_the_cookie_opens_reads_and_never_travels_on(province):
    seen = province.get("/api/registry/echo").json()["headers"]
    assert seen["authorization"].startswith("Bearer ")
    assert "cookie" not in seen


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "", "Referer": "http://evil.example/127.0.0.1"},
    ],
)
def test_a_write_by_cookie_from_another_site_is_refused(province, headers):
    answer = province.post("/api/registry/echo", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site_request")


def test_a_write_by_cookie_that_does_not_say_where_it_comes_from_is_refused(province):
    del province.headers["Origin"]
    assert province.post("/api/registry/echo", content=b"{}").status_code == 403


def test_a_write_by_cookie_from_our_pages_passes(province, portal):
    assert province.post("/api/registry/echo", content=b"{}").status_code == 200
    del province.headers["Origin"]
    for headers in ({"HX-Request": "true"}, {"Referer": portal + "/"}):
        answer = province.post("/api/registry/echo", content=b"{}", headers=headers)
        assert answer.status_code == 200
