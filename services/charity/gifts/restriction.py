"""What a donor allows a gift to be used for; it travels with every part of the gift. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from contracts import regions
from contracts.codes import DOMAINS, TARGET_GROUPS
from services.charity.gifts.refusals import OutsideRestriction


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """Only this region, domain and target group; an empty one restricts nothing."""

    region: str = ""
    domain: str = ""
    target_group: str = ""

    def narrowed(self, purpose: Restriction, region: str) -> Restriction:
        """The restriction of a part used in `region` for `purpose`: never wider than this one.

        Raises OutsideRestriction, which names what is allowed.
        """
        if self.region and not regions.within(region, self.region):
            raise _outside("/station_id", regions.path(self.region), self.region)
        if self.domain and purpose.domain not in ("", self.domain):
            raise _outside("/domain", DOMAINS.name_zh(self.domain), self.domain)
        if self.target_group and purpose.target_group not in ("", self.target_group):
            name = TARGET_GROUPS.name_zh(self.target_group)
            raise _outside("/target_group", name, self.target_group)
        return Restriction(
            region=self.region,
            domain=self.domain or purpose.domain,
            target_group=self.target_group or purpose.target_group,
        )


UNRESTRICTED = Restriction()


def _outside(pointer: str, name: str, code: str) -> OutsideRestriction:
    return OutsideRestriction(name=name, allowed=code, pointer=pointer)
