"""Why a region, or a change of regions, is refused, and what would be right."""

from __future__ import annotations

from datetime import date

from contracts.problems import ContractError
from contracts.regions.region import Region


class RegionUnknown(ContractError):
    code = "region_unknown"

    def __init__(self, pointer: str = "") -> None:
        super().__init__(
            "没有这个行政区划代码；请填写云南省的 6 位代码、乡镇（街道）的 9 位代码，"
            "或已登记的村（社区）的 12 位代码。",
            "No such region: give a 6-digit code of Yunnan, a 9-digit township code, "
            "or the 12-digit code of a village on record.",
            pointer,
        )


class RegionRetired(ContractError):
    """`successor`: the smallest live region that holds the abolished one today."""

    code = "region_retired"

    def __init__(self, successor: Region, pointer: str = "") -> None:
        self.successor = successor
        super().__init__(
            f"这个行政区划代码已废止；现为 {successor.code}（{successor.name}）。",
            f"This region code is abolished; use {successor.code} ({successor.name}).",
            pointer,
        )


class RegionNotThen(ContractError):
    code = "region_not_then"

    def __init__(self, holder: Region | None, pointer: str = "") -> None:
        zh = f"；当日该地属于 {holder.code}（{holder.name}）" if holder else ""
        en = f" on that day it was part of {holder.code} ({holder.name})." if holder else ""
        super().__init__(
            f"这一天没有这个区划代码{zh}。", f"There was no region of this code then;{en}", pointer
        )


class CodeInvalid(ContractError):
    code = "region_code_invalid"

    def __init__(self, pointer: str = "/code") -> None:
        super().__init__(
            "新代码应为以 53 开头的 6 位（州市、县）、9 位（乡镇、街道）或 12 位（村、社区）数字，"
            "且与所代替的区划同级。",
            "A new code is 6, 9 or 12 digits beginning with 53, of the level of what it replaces.",
            pointer,
        )


class CodeTaken(ContractError):
    code = "region_code_taken"

    def __init__(self, code: str, pointer: str = "/code") -> None:
        super().__init__(
            f"代码 {code} 已经用过；区划代码永不重复使用，请换一个新代码。",
            f"Code {code} has been used; codes are never given again, so choose another.",
            pointer,
        )


class ParentMissing(ContractError):
    code = "region_parent_missing"

    def __init__(self, parent: str, on: date, pointer: str = "/code") -> None:
        super().__init__(
            f"按代码，上级应为 {parent or '（无）'}，但 {on} 没有这个区划；"
            "请先设立上级，或改正代码。",
            f"By its digits it belongs to {parent or 'nothing'}, which is not there on {on}; "
            "open that first, or correct the code.",
            pointer,
        )


class NotUnderParent(ContractError):
    code = "region_not_under_parent"

    def __init__(self, code: str, parent: str) -> None:
        super().__init__(
            f"代码 {code} 的前几位不是上级 {parent} 的代码；请改用以上级代码开头的代码。",
            f"Code {code} does not begin with the digits of {parent}; give one that does.",
            "/parent",
        )


class ChangeTooEarly(ContractError):
    code = "region_change_too_early"

    def __init__(self, region: Region, touched: date) -> None:
        super().__init__(
            f"{region.name}（{region.code}）在 {touched} 已有变更，新的变更须晚于这一天。",
            f"{region.code} last changed on {touched}; a further change must be of a later day.",
            "/on",
        )


class ChangeNotInForce(ContractError):
    code = "region_change_not_in_force"

    def __init__(self, earliest: date, today: date) -> None:
        super().__init__(
            f"区划变更自生效之日起登记，生效日应在 {earliest} 至今天（{today}）之间。",
            f"Enter a change once it is in force: of a day from {earliest} to today ({today}).",
            "/on",
        )


class HasChildren(ContractError):
    code = "region_has_children"

    def __init__(self, region: Region, children: list[Region]) -> None:
        some = "、".join(child.code for child in children[:3])
        super().__init__(
            f"{region.name}还有 {len(children)} 个下级区划（{some} 等）；请先把它们划转或撤销。",
            f"{region.code} still has {len(children)} regions below ({some} …); "
            "move or close them first.",
        )


class NothingChanges(ContractError):
    code = "region_nothing_changes"

    def __init__(self, pointer: str) -> None:
        super().__init__(
            "名称或代码与现在相同，没有变更。", "This is its name or code already.", pointer
        )


class PartsInvalid(ContractError):
    code = "region_parts_invalid"

    def __init__(self) -> None:
        super().__init__(
            "拆分须有至少两个代码不同的部分，各部分的份额（%）之和为 100。",
            "A split has at least two parts with different codes, and their shares add up to 100.",
            "/parts",
        )


class MergedInvalid(ContractError):
    code = "region_merged_invalid"

    def __init__(self) -> None:
        super().__init__(
            "并入现有区划须有至少一个、合并为新区划须有至少两个被并的区划，不能重复，也不能是并入者本身；"
            "只有一个时请用划转。",
            "Merge at least one other region into a standing one, or at least two into a new one, "
            "each once; to give one region a new code, move it.",
            "/merged",
        )


class NameMissing(ContractError):
    code = "region_name_missing"

    def __init__(self) -> None:
        super().__init__(
            "合并成新的区划须填写它的名称。",
            "A new region made by a merger needs its name.",
            "/name",
        )
