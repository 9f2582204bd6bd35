"""Why a rule is refused; each says which rule stands above, by whose document and clause."""

from __future__ import annotations

from collections.abc import Mapping

from servicekit.errors import DomainError


class LooserThanAbove(DomainError):
    code = "rule_looser"
    zh = (
        "「{name}」在{area}已要求不少于 {needed}（{document} {clause}），"
        "下级只能从严：请填写不小于 {needed} 的数值，或先由上级修改该规则。"
    )
    en = (
        "“{name_en}” is at least {needed} in {area} ({document} {clause}); a lower area may only "
        "tighten it: give {needed} or more, or have the rule above changed first."
    )

    def __init__(self, *, rule_id: str, **words: object) -> None:
        self.rule_id = rule_id
        super().__init__(pointer="/at_least", **words)

    @property
    def members(self) -> Mapping[str, object]:
        shown = ("document", "clause", "needed", "area")
        return {"rule": self.rule_id, **{name: self.words[name] for name in shown}}


class RuleExists(DomainError):
    code = "rule_exists"
    zh = "{area}已有「{name}」的规则（{rule_id}）；请修改该规则，不要另立一条。"
    en = "{area} has a rule for “{name_en}” ({rule_id}); change it instead of setting another."

    @property
    def members(self) -> Mapping[str, object]:
        return {"rule": self.words["rule_id"]}


class DocumentDoesNotReach(DomainError):
    code = "document_does_not_reach"
    status = 422
    zh = "所引文件适用于 {document_area}，不涵盖 {area}；请引用本级或上级的文件。"
    en = "The document is for {document_area}, not for {area}; cite one of the area or from above."


class DocumentNotInForce(DomainError):
    code = "document_not_in_force"
    status = 422
    zh = "所引文件在 {day} 不在有效期内（未生效、已失效、已废止或被替代）；请引用有效的文件。"
    en = "The document is not in force on {day}; cite one that is."


class NotAfterLast(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "生效日期 {given} 须晚于上一版本的生效日期 {last}；已生效的版本不改写。"
    en = (
        "{given} is not after {last}, when the last version took effect; versions stay as they are."
    )


class RuleOver(DomainError):
    code = "rule_ended"
    zh = "该规则已于 {on} 终止，不能再改；请另立规则。"
    en = "The rule ended on {on}; set a new one."


class LocalItemIncomplete(DomainError):
    code = "local_item_incomplete"
    status = 422
    zh = "地方检查项须有名称和所属的“有”；目录中已有的检查项不得另行命名。"
    en = "A local item needs its name and its have; a measure of the catalogue takes neither."


class ThresholdInvalid(DomainError):
    code = "threshold_invalid"
    status = 422
    zh = "「{name}」是有或无的检查项，数值只能是 1。"
    en = "“{name_en}” is a yes-or-no item: its threshold is 1."


class KindsNotApplicable(DomainError):
    code = "kinds_not_applicable"
    status = 422
    zh = "「{name}」按乡镇（街道）计，不分站点类型，也不限于示范点。"
    en = "“{name_en}” is about townships: it takes no station kinds and no demonstration sites."
