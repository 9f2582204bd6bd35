import hashlib
import re
from pathlib import Path

import httpx
import pytest

from services.portal import static_files

VENDOR = Path(static_files.ROOT) / "vendor"


def test_vendored_files_are_the_published_ones():
    sums = re.findall(r"`(\S+\.js)` \| `.*?`([0-9a-f]{64})`", (VENDOR / "README.md").read_text())
    assert {name for name, _ in sums} == {path.name for path in VENDOR.glob("*.js")}
    for name, known in sums:
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == known


def test_a_file_is_kept_for_ever_under_its_hash_and_packed(visitor: httpx.Client):
    answer = visitor.get(static_files.address("portal.css"))
    assert answer.headers["cache-control"] == static_files.FOR_EVER
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == (static_files.ROOT / "portal.css").read_text()


def test_a_stale_name_answers_but_is_not_kept(visitor: httpx.Client):
    assert visitor.get("/static/0000/portal.css").headers["cache-control"] == "no-store"


def test_an_unchanged_file_is_not_sent_again(visitor: httpx.Client):
    address = static_files.address("portal.css")
    tag = visitor.get(address).headers["etag"]
    assert visitor.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "path",
    ["/static/x/../app.py", "/static/x/..%2fapp.py", "/static/x/vendor/README.md", "/static/x/"],
)
def test_nothing_else_of_the_package_is_served(visitor: httpx.Client, path):
    assert visitor.get(path).status_code == 404


def test_outlines_hold_every_county_and_prefecture(visitor: httpx.Client):
    for level, count in (("county", 129), ("prefecture", 16)):
        answer = visitor.get(static_files.outlines_address(level))
        assert len(answer.json()["features"]) == count
    assert visitor.get("/outlines/x/township.json").status_code == 404
