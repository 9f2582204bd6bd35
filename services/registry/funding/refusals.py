"""Why money may not move as asked; each says what is left, or which rule allows what."""

from __future__ import annotations

from collections.abc import Mapping

from servicekit.errors import DomainError


class _Left(DomainError):
    """`left_fen`: how much would still go."""

    code = "amount_exceeded"
    zh = "还剩 {left} 分。"
    en = "{left} fen are left."

    @property
    def members(self) -> Mapping[str, object]:
        return {"left_fen": self.words["left"]}


class BalanceExceeded(_Left):
    code = "balance_exceeded"
    zh = "超过可用余额：自 {on} 起，已到账而未下达、未支出的最少为 {left} 分；不得超出已到账资金。"
    en = (
        "More than there is: from {on} at least {left} fen are received and neither issued nor "
        "spent; nothing goes out before it came in."
    )


class PlanExceeded(_Left):
    code = "plan_exceeded"
    zh = "到账数超过计划（上级下达数）：自 {on} 起尚未到账的计划为 {left} 分；请先补充计划或下达。"
    en = (
        "More than was planned (or issued from above): from {on} {left} fen of the plan have not "
        "arrived; add to the plan, or have more issued, first."
    )


class ReversalExceeded(_Left):
    code = "reversal_exceeded"
    zh = "冲销数超过该笔未冲销的金额：还可冲销 {left} 分。"
    en = "More than stands of that movement: {left} fen can still be reversed."


class MovementUnknown(DomainError):
    code = "movement_unknown"
    status = 422
    zh = "该笔资金中没有这一流水。"
    en = "This fund line has no such movement."


class CounterMovementFinal(DomainError):
    code = "reversal_final"
    zh = "冲销流水不能再冲销；请重新登记正确的一笔。"
    en = "A counter-movement is not reversed again; record the right movement anew."


class PlanFromAbove(DomainError):
    code = "plan_from_above"
    zh = "该笔资金由上级下达，计划只能由上级下达或收回；请在上级资金 {parent_id} 中办理。"
    en = "This line is issued from above: only line {parent_id} adds to its plan or takes it back."


class AlreadyReceivedBelow(_Left):
    code = "already_received_below"
    zh = "下级已到账，不能收回：下级尚未到账的为 {left} 分；其余须由下级先冲销到账。"
    en = (
        "The level below has received it: {left} fen have not arrived there; for the rest its "
        "receipt is reversed first."
    )


class IssueNotDownwards(DomainError):
    code = "issue_not_downwards"
    status = 422
    zh = "资金只能逐级向下下达：接收方须是 {region} 的下级地区或其中的社工站。"
    en = "Money is issued downwards: to a region below {region}, or to a station in it."


class ReceiverMissing(DomainError):
    code = "receiver_missing"
    status = 422
    zh = "请填写接收方：to_region（下级地区）或 station_id（社工站）。"
    en = "Say who receives it: to_region (a lower region) or station_id."


class StationClosedForMoney(DomainError):
    code = "station_stage"
    zh = "该社工站已关闭，不能再下达或支出资金；请选择其他站点。"
    en = "The station is closed and takes no more money; choose another."


class PlaceOutsideLine(DomainError):
    code = "place_outside_line"
    status = 422
    zh = "支出地须在该笔资金所属地区 {region} 之内。"
    en = "The money is spent within the line's own region, {region}."


class DateInFuture(DomainError):
    code = "date_in_future"
    status = 422
    zh = "日期 {given} 晚于今天 {today}，只能登记已经发生的事。"
    en = "{given} is after today, {today}; only what has happened can be recorded."


class DateOutOfOrder(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "日期 {given} 早于被冲销流水的日期 {earlier}，请核对。"
    en = "{given} is before the movement it reverses, on {earlier}; check the date."


class LedgerFull(DomainError):
    code = "ledger_full"
    zh = "一笔资金最多 {limit} 条流水；请另立一笔资金，并按项目分列。"
    en = "A fund line holds at most {limit} movements; open another line, one a project."


class UseForbidden(DomainError):
    """A use outside what the source's rule permits; names the rule, its document, what would do."""

    code = "use_forbidden"
    zh = "「{source_zh}」不得用于「{use_zh}」。依据：{rule_zh}{document_zh}。可用于：{allowed_zh}。"
    en = "{source} may not be spent on {use}. Rule: {rule_en} ({document_en}). Allowed: {allowed}."

    @property
    def members(self) -> Mapping[str, object]:
        return {
            "rule": self.words["rule"],
            "document": self.words["document"],
            "allowed": self.words["allowed_codes"],
        }


class GroupForbidden(UseForbidden):
    code = "target_group_forbidden"
    zh = (
        "「{source_zh}」只能用于低收入等救助对象，须写明服务对象且为：{allowed_zh}。"
        "依据：{rule_zh}{document_zh}。"
    )
    en = (
        "{source} is for people on assistance: name whom it serves, one of {allowed}. "
        "Rule: {rule_en} ({document_en})."
    )


class CeilingUnknown(DomainError):
    code = "ceiling_unknown"
    zh = "尚未登记 {region} {year} 年救助资金总支出，无法核定购买服务 5% 的上限；请先登记总支出。"
    en = (
        "The whole assistance spending of {region} in {year} is not recorded, so 5 % of it is "
        "unknown; record it first."
    )


class CeilingExceeded(_Left):
    code = "ceiling_exceeded"
    zh = (
        "超过购买服务上限：{rule_zh}。{region} {year} 年总支出 {whole} 分的 5% 为 {ceiling} 分，"
        "已安排 {taken} 分，还可安排 {left} 分。"
    )
    en = (
        "Above the ceiling: {rule_en}. 5 % of {whole} fen spent by {region} in {year} is {ceiling} "
        "fen; {taken} are taken, {left} fen are left."
    )

    @property
    def members(self) -> Mapping[str, object]:
        return {"rule": "ceiling_5_percent", "left_fen": self.words["left"]}


class ContractNotSigned(DomainError):
    code = "contract_stage"
    zh = "该合同尚未签订，不能据以支出；请先签订合同。"
    en = "The contract is not signed yet, so nothing is spent under it; sign it first."


class ContractOtherMoney(DomainError):
    code = "contract_source"
    zh = "该合同约定由「{source_zh}」支付；请从该来源的资金支出。"
    en = "The contract is paid from {source}; spend from a line of that source."


class ContractOtherUse(DomainError):
    code = "contract_use"
    zh = "支出与合同不符：合同购买的用途为 {uses}，服务对象为 {groups}。"
    en = "The contract buys {uses}, for {groups}; spend it for that."


class ContractOverspent(_Left):
    code = "contract_overspent"
    zh = "超过合同已验收并登记支付的金额：还可支出 {left} 分；请先在合同中登记验收和支付。"
    en = (
        "More than the contract's milestones accepted and marked paid: {left} fen are left; "
        "record acceptance and payment in the contract first."
    )
