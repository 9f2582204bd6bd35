"""Whether a station's staff is recorded person by person: then nobody counts it by hand too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends

from servicekit.errors import DomainError
from servicekit.providing import provided


class StaffRecordedByPerson(DomainError):
    code = "staff_recorded_by_person"
    zh = "该站点的人员已逐人登记，人数由在岗记录得出，不能再手工填报；请登记任职或离岗。"
    en = (
        "The station's staff is recorded person by person and counted from that; record who "
        "takes or leaves a post instead."
    )


class StaffByPerson:
    """Told by who records persons; until then every station is counted by hand."""

    def __init__(self) -> None:
        self._recorded: Callable[[str], bool] = lambda _: False
        self._on_posts: Callable[[str], int] = lambda _: 0

    def told_by(self, recorded: Callable[[str], bool], on_posts: Callable[[str], int]) -> None:
        """Of a station id: whether persons have been recorded on its posts, and how many are on
        them now."""
        self._recorded = recorded
        self._on_posts = on_posts

    def on_posts(self, station_id: str) -> int:
        return self._on_posts(station_id)

    def require_counted_by_hand(self, station_id: str) -> None:
        if self._recorded(station_id):
            raise StaffRecordedByPerson()


Headcount = Annotated[StaffByPerson, Depends(provided(StaffByPerson))]
