"""Who acts, and where: the region scope every query takes. Pure."""

import re
from dataclasses import dataclass
from typing import Any

from contracts import regions
from contracts.roles import PERMISSIONS, Role
from servicekit.errors import OutOfScope

# Province, prefecture and county codes are six digits, townships nine, communities twelve.
_CODE = re.compile(r"\d{6}(?:\d{3}){0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scope:
    """The regions whose code begins with `prefix`, the significant digits of one region."""

    prefix: str

    def __post_init__(self) -> None:
        if len(self.prefix) not in (2, 4, 6, 9, 12) or not _digits(self.prefix):
            raise ValueError("a scope is 2, 4, 6, 9 or 12 digits")

    @classmethod
    def of(cls, region: str) -> "Scope":
        """The scope of a region code: 530000 → 53, 532500 → 5325, 532501001 → itself."""
        if not _CODE.fullmatch(region):
            raise ValueError("a region code is 6, 9 or 12 digits")
        return cls(regions.significant(region))

    def allows(self, region: str) -> bool:
        """Whether a full region code lies inside; an unpadded or odd code never does."""
        return bool(_CODE.fullmatch(region)) and region.startswith(self.prefix)

    def require(self, region: str) -> None:
        """Raises OutOfScope unless the region lies inside."""
        if not self.allows(region):
            raise OutOfScope()

    def narrowed(self, region: str | None) -> "Scope":
        """The part of this scope a query asks for; all of it when it names none (OutOfScope)."""
        if region is None:
            return self
        self.require(region)
        return Scope.of(region)

    def filter(self, field: str) -> dict[str, Any]:
        """A store filter on `field`: a range of codes, so it runs on an index without a regex."""
        following = self.prefix[:-1] + chr(ord(self.prefix[-1]) + 1)
        return {field: {"$gte": self.prefix, "$lt": following}}


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


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
