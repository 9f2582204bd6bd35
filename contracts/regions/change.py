"""One dated change of the code list, as what became of which code."""

from __future__ import annotations

from datetime import date
from typing import Annotated, NamedTuple

import msgspec

Share = Annotated[int, msgspec.Meta(ge=1, le=100)]
"""Per cent of the region before that is in the region after."""

WHOLE = 100


class Succession(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`before` became `after`, whose name is `name` from that day on.

    before ""  a region that was not there        after ""  nothing: its land is the region's above
    before = after  the same code goes on, under this name or smaller by a split
    """

    before: str = ""
    after: str = ""
    name: str = ""
    share_percent: Share = WHOLE


class Change(NamedTuple):
    """`id` makes a change apply once; it holds from the beginning of the day `on`."""

    id: str
    on: date
    successions: tuple[Succession, ...]
