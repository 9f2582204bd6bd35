"""What a check may answer: known items, in their unit. Pure."""

from __future__ import annotations

from servicekit.errors import DomainError
from services.registry.checks.gaps import Place
from services.registry.standards.measures import ANSWERED, LOCAL_ITEM, measures
from services.registry.standards.rulebook import Rulebook


class ItemUnknown(DomainError):
    code = "item_unknown"
    status = 422
    zh = "没有检查项 {item}；可登记的有：{known}，以及本地规则的编号。"
    en = "There is no item {item}; there are {known}, and the ids of local rules."


class AmountTooLarge(DomainError):
    code = "answer_out_of_range"
    status = 422
    zh = "检查项 {item} 的数值应在 0 至 {largest} 之间（有或无的检查项填 1 或 0）。"
    en = "{item} is answered by 0 to {largest}; where it is there or not, by 1 or 0."


class AnsweredTwice(DomainError):
    code = "duplicate_item"
    status = 422
    zh = "检查项 {item} 填了两次。"
    en = "{item} is answered twice."


def require_items(items: list[str], place: Place, book: Rulebook) -> None:
    """Raises ItemUnknown, AnsweredTwice; the pointer says which answer."""
    local = {b.item for b in book.binding(place.subjected) if b.rule.measure == LOCAL_ITEM}
    for n, item in enumerate(items):
        pointer = f"/answers/{n}/item"
        if item not in ANSWERED and item not in local:
            raise ItemUnknown(item=item, known="、".join(ANSWERED), pointer=pointer)
        if item in items[:n]:
            raise AnsweredTwice(item=item, pointer=pointer)


def require_amount(item: str, amount: int, pointer: str) -> None:
    largest = measures().get(item, measures()[LOCAL_ITEM]).largest
    if amount > largest:
        raise AmountTooLarge(item=item, largest=largest, pointer=pointer)
