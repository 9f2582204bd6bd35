"""What money of each source may be spent on: the closed lists of permitted_uses.csv. Pure.

Use follows nature: every row cites the rule, and its document where the rule has one. A fund line
may allow less than its source (a donor's wish, the purpose of a grant), never more.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from contracts.codes import FUND_SOURCES, FUND_USES, TARGET_GROUPS, CodeList
from services.registry.funding.refusals import GroupForbidden, UseForbidden

PURCHASES = frozenset({"transactional_purchase", "service_purchase", "social_work_purchase"})
"""Uses that buy services: from assistance money they count towards the 5 % ceiling."""


@dataclass(frozen=True, slots=True)
class Permission:
    """`document` is the 文号, `title` its name; empty where the rule has none. `groups`: whom
    the money must serve; empty for anybody."""

    source: str
    document: str
    title: str
    rule_zh: str
    rule_en: str
    groups: tuple[str, ...]
    uses: tuple[str, ...]


@lru_cache(maxsize=1)
def permissions() -> dict[str, Permission]:
    """Source → what is permitted, in the table's order; every code is one of its list."""
    with (files(__package__) / "permitted_uses.csv").open(encoding="utf-8") as lines:
        return {row["source"]: _permission(row) for row in csv.DictReader(lines)}


def _permission(row: dict[str, str]) -> Permission:
    return Permission(
        source=FUND_SOURCES.require(row["source"]).code,
        document=row["document"],
        title=row["title"],
        rule_zh=row["rule_zh"],
        rule_en=row["rule_en"],
        groups=tuple(TARGET_GROUPS.require(code).code for code in row["groups"].split()),
        uses=tuple(FUND_USES.require(code).code for code in row["uses"].split()),
    )


def allowed(source: str, narrowed: Collection[str] = ()) -> tuple[str, ...]:
    """The uses a line of this source allows, in order; `narrowed` is the line's own list."""
    uses = permissions()[source].uses
    return tuple(use for use in uses if not narrowed or use in narrowed)


def require_use(source: str, narrowed: Collection[str], use: str, target_group: str) -> None:
    """Raises UseForbidden or GroupForbidden, with the rule, its document and what is allowed."""
    rule = permissions()[source]
    require_named_use(source, use, narrowed)
    if rule.groups and target_group not in rule.groups:
        words = _words(rule, TARGET_GROUPS, rule.groups)
        raise GroupForbidden(pointer="/target_group", **words)


def require_named_use(source: str, use: str, narrowed: Collection[str] = ()) -> None:
    """The use alone, whomever it serves (UseForbidden)."""
    may = allowed(source, narrowed)
    if use not in may:
        raise UseForbidden(
            pointer="/use",
            use=FUND_USES.name_en(use),
            use_zh=FUND_USES.name_zh(use),
            **_words(permissions()[source], FUND_USES, may),
        )


def is_permitted(source: str, narrowed: Collection[str], use: str, target_group: str) -> bool:
    try:
        require_use(source, narrowed, use, target_group)
    except UseForbidden:
        return False
    return True


def _words(rule: Permission, known: CodeList, codes: tuple[str, ...]) -> dict[str, object]:
    return {
        "source": FUND_SOURCES.name_en(rule.source),
        "source_zh": FUND_SOURCES.name_zh(rule.source),
        "rule": f"permitted_uses.{rule.source}",
        "rule_zh": rule.rule_zh,
        "rule_en": rule.rule_en,
        "document": rule.document or None,
        "document_zh": f"（{rule.document}）" if rule.document else "",
        "document_en": rule.document or "no document of its own",
        "allowed": ", ".join(codes),
        "allowed_zh": "、".join(known.name_zh(code) for code in codes),
        "allowed_codes": list(codes),
    }
