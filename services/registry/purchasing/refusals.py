"""Why a purchase is refused; each rule names its document and what would satisfy it.

The rules are those of 民发〔2017〕153号 on purchasing services for basic social assistance.
"""

from __future__ import annotations

from servicekit.errors import DomainError


class PurchaserLevel(DomainError):
    code = "purchaser_level"
    status = 422
    zh = "购买主体须为县级以上地方人民政府的部门（民发〔2017〕153号）；"
    zh += "请选择登记为「政府部门」且所在地区为县级以上的单位。"
    en = "The purchaser must be a government body of county level or above (民发〔2017〕153号)."


class OutsideTheLists(DomainError):
    code = "purchase_range"
    status = 422
    zh = "「{item}」不在{kind}购买清单之内，不得扩大购买范围（民发〔2017〕153号）；可购买："
    zh += "{allowed}。"
    en = "{item_en} is not on the list of this class, and the range may not be widened "
    en += "(民发〔2017〕153号); allowed: {allowed_en}."


class OwnDutyShifted(DomainError):
    code = "own_duty_shifted"
    status = 422
    zh = "「{item}」是政府自身职责，不得转嫁给社会组织（民发〔2017〕153号）；请从合同中去掉。"
    en = "{item_en} is the government's own duty and may not be shifted to an organisation "
    en += "(民发〔2017〕153号); take it out of the contract."


class AssistanceMoneyDiverted(DomainError):
    code = "assistance_money_diverted"
    status = 422
    zh = "社会救助资金只能用于低收入人群的救助服务，不得挪用到其他人员或其他领域；"
    zh += "服务对象须在：{allowed}。"
    en = "Social-assistance money serves people in need only; target groups must be among: "
    en += "{allowed_en}."


class TermTooLong(DomainError):
    code = "contract_term"
    status = 422
    zh = "合同期限须晚于开始日，且以三年为一个周期、不超过三年（至多到 {latest}）。"
    en = "A contract ends after it starts and runs three years at most (until {latest} here)."


class MilestonesDoNotAddUp(DomainError):
    code = "milestones_sum"
    status = 422
    zh = "各期付款之和为 {sum} 分，须等于合同金额 {amount} 分。"
    en = "The milestones add up to {sum} fen and must be the contract's {amount} fen."


class ContractStage(DomainError):
    code = "contract_stage"
    zh = "合同当前为「{stage}」，须先处于「{needed}」。"
    en = "The contract is {stage_en}; it must be {needed_en} first."


class NoSuchDeliverable(DomainError):
    code = "deliverable_unknown"
    status = 422
    zh = "合同没有第 {number} 项交付物；共 {count} 项。"
    en = "The contract has no deliverable {number}; it has {count}."


class MoreThanAgreed(DomainError):
    code = "deliverable_exceeded"
    zh = "该项交付物还剩 {left} {unit}未验收，不能验收更多。"
    en = "Only {left} {unit} of this deliverable are left to accept."


class NotAcceptedYet(DomainError):
    code = "deliverable_not_accepted"
    zh = "第 {milestone} 期付款须先验收第 {deliverable} 项交付物（还差 {left} {unit}）。"
    en = "Milestone {milestone} is paid once deliverable {deliverable} is accepted; {left} {unit} "
    en += "are missing."


class AlreadyPaid(DomainError):
    code = "milestone_paid"
    zh = "第 {milestone} 期已经付款。"
    en = "Milestone {milestone} is paid already."


class BelowWhatIsPaid(DomainError):
    code = "amount_below_paid"
    zh = "已付 {paid} 分，合同金额不能低于此数。"
    en = "{paid} fen are paid already; the sum cannot be lower."
