"""Why a step of a list is refused, and what would satisfy it."""

from __future__ import annotations

from servicekit.errors import DomainError


class ListFrozen(DomainError):
    code = "list_frozen"
    zh = "清单已于 {on} 发布，不能再改；变化请写入下一期清单。"
    en = "The list was published on {on} and changes no more; what is new goes into the next one."


class ListEmpty(DomainError):
    code = "list_empty"
    zh = "清单没有任何条目，不能发布。"
    en = "The list has no item, so it cannot be published."


class NotAList(DomainError):
    code = "period_invalid"
    status = 422
    zh = "清单须有起止的期间，如 2026Q3 或 2026。"
    en = "A list is of a period with an end, as 2026Q3 or 2026."


class PeriodNotBegun(DomainError):
    code = "period_not_begun"
    zh = "该期间自 {starts} 开始，届时才能发布。"
    en = "The period begins on {starts}; the list can be published from then on."


class LaterPublished(DomainError):
    code = "later_list_published"
    zh = "更晚期间的清单已经发布；按期间先后发布，才能对比。"
    en = "The list of a later period is published; lists are published in order of their periods."


class ItemTwice(DomainError):
    code = "item_twice"
    status = 422
    zh = "同一条目在清单中只能出现一次。"
    en = "An item stands in a list once."


class ItemUnknown(DomainError):
    code = "item_unknown"
    status = 422
    zh = "没有这个条目；沿用的条目须出自上一期已发布的清单。"
    en = "There is no such item; one that is carried over stands in the published list before."


class ListNotPublished(DomainError):
    code = "list_not_published"
    zh = "只有已发布的需求清单中的条目可以标为已满足。"
    en = "Only items of a published list of needs are met."


class NeedNotMet(DomainError):
    code = "need_not_met"
    zh = "所引的需求尚未由双方确认完成。"
    en = "The need referred to is not yet confirmed as met by both sides."


class NeedElsewhere(DomainError):
    code = "need_elsewhere"
    status = 422
    zh = "所引的需求不在该清单的地区内。"
    en = "The need referred to lies outside the list's region."


class ProofNeeded(DomainError):
    code = "proof_needed"
    status = 422
    zh = "须提供已完成的需求编号，或成效材料的 SHA-256，二者取一。"
    en = "Give the id of a need that was met, or the SHA-256 of the evidence: one of the two."


class NothingBefore(DomainError):
    code = "nothing_to_compare"
    status = 404
    zh = "没有可对比的已发布清单。"
    en = "There is no published list to compare with."
