"""What the portal reads from the environment on top of what every service reads."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from servicekit.settings import Settings

PROXIED = ("registry", "volunteers", "charity", "metrics")


class PortalSettings(Settings):
    """`default_period` is what the first page shows; empty: the half-year that last ended, and
    in the demonstration the half-year its figures are of. `map_review` is the map's review
    number 审图号, shown under it once it has one.
    """

    default_period: str = Field(
        default="", pattern=r"^(cumulative|20\d\d(-(0[1-9]|1[0-2])|Q[1-4]|H[12])?)?$"
    )
    map_review: str = ""

    def first_period(self, today: date) -> str:
        if self.default_period:
            return self.default_period
        if self.profile == "embedded":
            return "2022H1"
        return f"{today.year}H1" if today.month > 6 else f"{today.year - 1}H2"

    def upstream(self, service: str) -> str | None:
        """Where a service listens, or None for one the portal does not know."""
        if service not in PROXIED:
            return None
        address: str | None = getattr(self, f"{service}_url")
        return address.rstrip("/") if address else ""
