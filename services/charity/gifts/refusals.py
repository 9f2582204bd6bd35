"""Why a gift may not be moved as asked; each says what is left or what would be allowed."""

from __future__ import annotations

from collections.abc import Mapping

from servicekit.errors import DomainError


class _Left(DomainError):
    code = "amount_exceeded"
    zh = "还剩 {left}{unit}。"
    en = "{left} {unit} are left."

    @property
    def members(self) -> Mapping[str, object]:
        return {"left": self.words["left"], "unit": self.words["unit"]}


class PledgeExceeded(_Left):
    code = "pledge_exceeded"
    zh = "接收数超过承诺：尚未到位的承诺还有 {left}{unit}。"
    en = "More than was pledged: {left} {unit} are still promised."


class OverAllocated(_Left):
    code = "over_allocated"
    zh = "分配数超过可用余额：已接收未分配的还有 {left}{unit}。"
    en = "More than is available: {left} {unit} are received and not yet allocated."


class OutsideRestriction(DomainError):
    code = "outside_restriction"
    zh = "捐赠方限定该笔捐赠用于「{name}」（{allowed}），不能改作他用。"
    en = "The donor restricts this gift to {allowed}; it may not be used otherwise."

    @property
    def members(self) -> Mapping[str, object]:
        return {"allowed": self.words["allowed"]}


class PledgeExpired(DomainError):
    code = "pledge_expired"
    zh = "该承诺已于 {on} 到期，不能再登记接收；请捐赠方重新承诺。"
    en = "The pledge expired on {on}; ask the donor to pledge again."


class ExpiryPassed(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "到期日 {given} 早于今天 {today}。"
    en = "The expiry {given} is before today, {today}."


class DateInFuture(DomainError):
    code = "date_in_future"
    status = 422
    zh = "日期 {given} 晚于今天 {today}，只能登记已经发生的事。"
    en = "{given} is after today, {today}; only what has happened can be recorded."


class AlreadyConfirmed(DomainError):
    code = "already_confirmed"
    zh = "该笔分配已于 {on} 签收。"
    en = "This allocation was already signed for on {on}."


class WrongMeasure(DomainError):
    code = "measure_invalid"
    status = 422
    zh = "资金只填 amount_fen（分），物资只填 quantity（件数）。"
    en = "For money give amount_fen alone, for goods quantity alone."


class Unbalanced(Exception):
    """A bug of ours: the accounts no longer add up to what was pledged, so nothing is saved."""
