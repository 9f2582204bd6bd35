"""What a caller is shown of money over areas."""

from __future__ import annotations

from servicekit.fields import View
from services.registry.funding.coverage import CountyMoney
from services.registry.funding.placing import Sums
from services.registry.funding.rule_report import Check
from services.registry.funding.uses import Permission


class StageSums(View):
    """Fen at each stage: figures of their own, never added to one another. `paid_fen` is what
    arrived, at the place it was spent for or else where it last arrived."""

    planned_fen: int
    issued_fen: int
    received_fen: int
    paid_fen: int
    spent_fen: int

    @classmethod
    def of(cls, sums: Sums) -> StageSums:
        return cls(
            planned_fen=sums.planned,
            issued_fen=sums.issued,
            received_fen=sums.received,
            paid_fen=sums.paid,
            spent_fen=sums.spent,
        )


class SumRow(View):
    """`key`: a code of what was asked `by`. `paid_share_permille`: its part of everything paid,
    from the two sums, in tenths of a percent, rounded; null where nothing was paid."""

    key: str
    sums: StageSums
    paid_share_permille: int | None

    @classmethod
    def of(cls, key: str, sums: Sums, whole: Sums) -> SumRow:
        return cls(key=key, sums=StageSums.of(sums), paid_share_permille=permille(sums, whole))


def permille(part: Sums, whole: Sums) -> int | None:
    return (2_000 * part.paid + whole.paid) // (2 * whole.paid) if whole.paid else None


class SumsView(View):
    region: str
    year: int | None
    by: str
    total: StageSums
    rows: list[SumRow]


class CheckView(View):
    """One rule in one area. `numerator_fen` over `denominator` (fen, or stations); `met` null:
    the denominator is not known. `lacking_fen`: too much (ceiling) or too little (floor)."""

    rule: str
    region: str
    year: int
    numerator: str
    numerator_fen: int
    denominator_kind: str
    denominator: int
    planned_fen: int | None
    limit_fen: int
    ratio: float | None
    met: bool | None
    lacking_fen: int
    document: str | None
    title: str
    clause: str
    text_zh: str
    text_en: str
    satisfied_by: str
    satisfied_by_en: str

    @classmethod
    def of(cls, check: Check) -> CheckView:
        rule = check.rule
        zh, en = satisfied_by(check)
        return cls(
            rule=rule.code,
            region=check.region,
            year=check.year,
            numerator=rule.numerator,
            numerator_fen=check.numerator,
            denominator_kind=rule.denominator,
            denominator=check.denominator,
            planned_fen=check.planned,
            limit_fen=rule.limit(check.denominator),
            ratio=round(check.numerator / check.denominator, 6) if check.denominator else None,
            met=check.met,
            lacking_fen=check.lacking,
            document=rule.document or None,
            title=rule.title,
            clause=rule.clause,
            text_zh=rule.zh,
            text_en=rule.en,
            satisfied_by=zh,
            satisfied_by_en=en,
        )


def satisfied_by(check: Check) -> tuple[str, str]:
    """What would satisfy the rule here; empty when it is met."""
    if check.met:
        return "", ""
    yuan = f"{check.lacking / 100:.2f}"
    if check.rule.percent:
        if check.met is None:
            return (
                "先登记该地区当年救助资金总支出。",
                "Record the area's assistance spending first.",
            )
        return f"购买服务支出减少 {yuan} 元。", f"Spend {yuan} yuan less on buying services."
    if check.met is None:
        return "该地区没有已挂牌的乡镇（街道）社工站。", "No signed station stands in this area."
    return f"再到账并安排 {yuan} 元。", f"Another {yuan} yuan must arrive for stations."


class CountyMoneyView(View):
    region: str
    planned_fen: int
    received_fen: int

    @classmethod
    def of(cls, county: CountyMoney) -> CountyMoneyView:
        return cls(region=county.region, planned_fen=county.planned, received_fen=county.received)


class CoverageView(View):
    """Of `counties`, how many plan money of their own, and in how many some has arrived."""

    region: str
    year: int
    source: str
    counties: int
    planned_in: int
    received_in: int
    items: list[CountyMoneyView]


class PermittedView(View):
    source: str
    uses: list[str]
    target_groups: list[str]
    rule_zh: str
    rule_en: str
    document: str | None
    title: str | None

    @classmethod
    def of(cls, rule: Permission) -> PermittedView:
        return cls(
            source=rule.source,
            uses=list(rule.uses),
            target_groups=list(rule.groups),
            rule_zh=rule.rule_zh,
            rule_en=rule.rule_en,
            document=rule.document or None,
            title=rule.title or None,
        )
