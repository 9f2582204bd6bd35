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


class OutsidePeriod(DomainError):
    code = "outside_restriction"
    zh = "捐赠方限定该笔捐赠的使用期限为 {since} 至 {until}。"
    en = "The donor restricts this gift to the days from {since} to {until}."


class BatchExpired(_Left):
    code = "batch_expired"
    zh = "该批物资的有效期至 {on}，已过期的不能分配；其他批次可用的还有 {left}{unit}。"
    en = "This batch was good until {on}; of other batches {left} {unit} can be used."


class NotThere(_Left):
    code = "amount_exceeded"
    zh = "没有这么多：该环节现有 {left}{unit}。"
    en = "There is not so much: {left} {unit} are at this point."


class ReservationOver(DomainError):
    code = "reservation_over"
    zh = "该预留已用完、已释放或已到期（{until}）。"
    en = "The reservation is used up, released, or over (it held until {until})."


class EvidenceMissing(DomainError):
    code = "evidence_required"
    status = 422
    zh = "价值 {yuan} 元以上的签收须附照片的 SHA-256 摘要（evidence）。"
    en = "A delivery worth {yuan} yuan or more needs the SHA-256 of a photograph (evidence)."


class WitnessNotDue(DomainError):
    code = "witness_not_due"
    zh = "该笔分配没有等待第二见证人的签收。"
    en = "No signature of this allocation waits for a second witness."


class SamePerson(DomainError):
    code = "witness_same_person"
    zh = "签收人不能同时作第二见证人，请由另一人见证。"
    en = "Who signed cannot be the second witness; another person has to attest."


class NotDelivered(DomainError):
    code = "not_delivered"
    zh = "该笔分配尚未签收，签收后才能向捐赠方反馈使用情况。"
    en = "Nothing of this allocation has been signed for; report to the donor after that."


class NotExpired(DomainError):
    code = "batch_not_expired"
    zh = "该批次没有可核销的过期库存（有效期 {until}）。"
    en = "Nothing in hand of this batch is past its day (good until {until})."


class FindingOpen(DomainError):
    code = "finding_open"
    zh = "该笔分配已有 {on} 提出、尚未整改的审计问题。"
    en = "An audit finding of {on} about this allocation has not been put right yet."


class NoFinding(DomainError):
    code = "finding_missing"
    zh = "该笔分配没有待整改的审计问题。"
    en = "No audit finding about this allocation waits to be put right."


class TooManyMoves(DomainError):
    code = "gift_too_large"
    zh = "一笔捐赠最多记录 {most} 次变动；请将余下部分登记为另一笔承诺。"
    en = "A gift takes at most {most} changes; pledge the rest as another gift."


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
