"""Who acts, and where: the region scope every query takes. Pure."""

import re
from dataclasses import dataclass, replace
from typing import Any

from contracts import regions
from contracts.regions import Area
from contracts.roles import PERMISSIONS, Role
from servicekit.errors import OutOfScope

# Province, prefecture and county codes are six digits, townships nine, communities twelve.
_CODE = re.compile(r"\d{6}(?:\d{3}){0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scope:
    """The regions whose code begins with `prefix`, the significant digits of one region; of
    these, those that lay in the area `then`, if one is asked for.

    By the borders of today: what was filed under a code since abolished belongs to the region
    that holds it now, and to nobody else. Whoever's own region has only got another code goes on
    under the new one; whose region was merged or split sees nothing until given a new one.
    """

    prefix: str
    then: Area | None = None

    def __post_init__(self) -> None:
        if len(self.prefix) not in (2, 4, 6, 9, 12) or not _digits(self.prefix):
            raise ValueError("a scope is 2, 4, 6, 9 or 12 digits")

    @classmethod
    def of(cls, region: str) -> "Scope":
        """The scope of a region code: 530000 → 53, 532500 → 5325, 532501001 → itself."""
        if not _CODE.fullmatch(region):
            raise ValueError("a region code is 6, 9 or 12 digits")
        return cls(regions.significant(regions.renumbered(region)))

    def allows(self, region: str) -> bool:
        """Whether a full region code lies inside; an unpadded or odd code never does."""
        if not _CODE.fullmatch(region):
            return False
        inside = regions.present(region).startswith(self.prefix)
        return inside and (self.then is None or self.then.holds(region))

    def require(self, region: str) -> None:
        """Raises OutOfScope unless the region lies inside."""
        if not self.allows(region):
            raise OutOfScope()

    def narrowed(self, asked: "str | Area | None") -> "Scope":
        """The part of this scope a query asks for; all of it when it names none (OutOfScope).

        What an area of another day held is shown as far as it lies in this scope today."""
        if asked is None:
            return self
        area = asked if isinstance(asked, Area) else Area(asked)
        if area.borders.boundaries == "now":
            self.require(area.code)
            return Scope.of(area.code)
        if regions.get(area.code):
            self.require(area.code)
        return replace(self, then=area)

    def filter(self, field: str) -> dict[str, Any]:
        """A store filter on `field`: a range of codes, so it runs on an index without a regex;
        and old codes that came into the range, without those that left it."""
        today = _below(field, self.prefix, *self._refiled())
        return {"$and": [today, _filter(self.then, field)]} if self.then else today

    def _refiled(self) -> tuple[list[str], list[str]]:
        """Abolished codes that lie here today but by their digits elsewhere, and the reverse."""
        came: list[str] = []
        left: list[str] = []
        for old, today in regions.refiled().items():
            by_digits, really = old.startswith(self.prefix), today.startswith(self.prefix)
            if by_digits != really:
                (came if really else left).append(old)
        return came, left


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller, as the token's issuer vouches; `subject` is a pseudonym, never shown."""

    subject: str
    role: Role
    region: str
    scope: Scope
    name: str | None = None
    station: str | None = None

    def may(self, permission: str) -> bool:
        return self.role in PERMISSIONS[permission]


def _filter(area: Area, field: str) -> dict[str, Any]:
    """As `Scope.filter`, by the borders of another day."""
    digits, known = regions.significant(area.code), regions.timeline().codes
    came = [code for code in known if not code.startswith(digits) and area.holds(code)]
    left = [code for code in known if code.startswith(digits) and not area.holds(code)]
    return _below(field, digits, sorted(came), sorted(left))


def _below(field: str, digits: str, came: list[str], left: list[str]) -> dict[str, Any]:
    following = digits[:-1] + chr(ord(digits[-1]) + 1)
    inside: dict[str, Any] = {"$gte": digits, "$lt": following}
    if left:
        inside["$nin"] = left
    return {"$or": [{field: inside}, {field: {"$in": came}}]} if came else {field: inside}


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


EVERYWHERE = Scope.of(regions.ROOT)
