"""On what terms a pledge is taken: its donor is known, its fund is open and its purpose holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from servicekit.errors import DomainError
from servicekit.mirror import Mirror
from servicekit.scope import Actor
from services.charity.donors.donor import Donor
from services.charity.funds.fund import Fund, require_open
from services.charity.gifts.gift import Gift


class DonorUnknown(DomainError):
    code = "donor_unknown"
    status = 422
    zh = "没有找到该捐赠方；请先登记捐赠方，或不填 donor_id。"
    en = "There is no such donor; register it first, or leave donor_id out."


class FundUnknown(DomainError):
    code = "fund_unknown"
    status = 422
    zh = "没有找到该基金；请核对 fund_id，或不填以作直接捐赠。"
    en = "There is no such fund; check fund_id, or leave it out for a direct gift."


class Terms:
    def __init__(self, donors: Mirror[Donor], funds: Mirror[Fund]) -> None:
        self._donors = donors
        self._funds = funds

    def applied(self, gift: Gift, actor: Actor, today: date) -> Gift:
        """The gift with its fund's purpose added to the donor's.

        Raises DonorUnknown, FundUnknown, FundClosed, OutsideRestriction.
        """
        if gift.donor_id and self._donors.get(gift.donor_id) is None:
            raise DonorUnknown(pointer="/donor_id")
        if not gift.fund_id:
            return gift
        fund = self._funds.get(gift.fund_id)
        if fund is None:
            raise FundUnknown(pointer="/fund_id")
        require_open(fund.state, today)
        joined = gift.restriction.joined(fund.state.purpose)
        region = gift.region if gift.restriction.region else fund.state.region
        return replace(gift, restriction=joined, region=joined.region or region)
