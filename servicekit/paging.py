"""Cursor pages: `{"items": […], "next": cursor or null}`.

A cursor says after which sort key the next page begins. It is opaque, and carries a checksum
bound to the list it belongs to: a mistyped, altered or borrowed one is refused, so a query never
runs on a made-up key. It is not a secret; scope is checked on every page again.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict

from servicekit.errors import CursorInvalid, InvalidInput

T = TypeVar("T")
Key = str | int | float | bool | None

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
_LIMIT = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
_DIGEST = 8
_MAX_CURSOR = 4096  # a feed's cursor names every stream


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is the cursor of the following page, null at the end."""

    model_config = ConfigDict(frozen=True)

    items: list[T]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What page is asked for: at most `limit` items whose sort key lies beyond `after`."""

    limit: int
    after: tuple[Key, ...] | None
    _list: str

    def page(self, found: Sequence[T], *key: Key) -> Page[T]:
        """A page of `found`; `key` is the sort key of its last item, omitted on the last page."""
        return Page(items=list(found), next=encode(self._list, key) if key else None)


def page_request(
    request: Request,
    limit: Annotated[str, Query(description="每页条数", json_schema_extra=_LIMIT)] = str(
        DEFAULT_LIMIT
    ),
    after: Annotated[str | None, Query(description="上一页的 next")] = None,
) -> PageRequest:
    """Dependency: raises InvalidInput `page_invalid` or CursorInvalid."""
    path = request.url.path
    return PageRequest(parse_limit(limit), decode(path, after) if after else None, path)


Paging = Annotated[PageRequest, Depends(page_request)]


def parse_limit(text: str) -> int:
    """1..100 in plain ASCII digits (raises InvalidInput `page_invalid`)."""
    if text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MAX_LIMIT:
        return int(text)
    raise InvalidInput.at(
        "/limit",
        "page_invalid",
        f"每页条数应为 1 至 {MAX_LIMIT} 的整数。",
        f"limit must be a whole number from 1 to {MAX_LIMIT}.",
    )


def encode(of: str, key: Sequence[Key]) -> str:
    """The cursor of list `of` after `key`."""
    body = json.dumps(list(key), ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_digest(of, body) + body).decode().rstrip("=")


def decode(of: str, cursor: str) -> tuple[Key, ...]:
    """The key inside a cursor of list `of` (raises CursorInvalid)."""
    if len(cursor) > _MAX_CURSOR:
        raise CursorInvalid()
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise CursorInvalid() from None
    digest, body = raw[:_DIGEST], raw[_DIGEST:]
    if digest != _digest(of, body):
        raise CursorInvalid()
    return tuple(json.loads(body))


def _digest(of: str, body: bytes) -> bytes:
    return hashlib.blake2b(
        of.encode() + b"\0" + body, digest_size=_DIGEST, person=b"wushe-cursor"
    ).digest()
