"""Whether a request comes from one of our own pages; what the cookie may do depends on it."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request


def from_our_pages(request: Request) -> bool:
    """True when the browser says so; a request that says nothing is not trusted.

    Browsers set Sec-Fetch-Site and Origin themselves, and a page of another site cannot add
    HX-Request without a preflight that nobody here answers.
    """
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched == "same-origin"
    named = request.headers.get("origin") or request.headers.get("referer")
    if named is not None:
        return _host(named) == request.headers.get("host")
    return request.headers.get("hx-request") == "true"


def _host(address: str) -> str | None:
    return urlsplit(address).netloc or None


def local_path(address: str) -> str:
    """Where to go on after a form: a path of this site, else the first page."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address.isprintable() and "\\" not in address else "/"
