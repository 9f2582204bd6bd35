"""Policy documents, which rules cite: registered, completed where something lacked, repealed.

Whether one is in force on a day follows from its own dates and from what supersedes it, so that
registering a new document is one write and leaves the old one as it was. Pure.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from contracts.regions import within
from contracts.registry.standards import (
    PolicyCompleted,
    PolicyEvent,
    PolicyRegistered,
    PolicyRepealed,
)
from servicekit.errors import DomainError
from servicekit.scope import Scope
from services.registry.policies.number import completes, is_complete

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/policies")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDocument:
    """In force in `region` and all below it, from `valid_from` (or ever) until the day before
    `repealed_on`, at the latest through `valid_until`. `supersedes`: ids."""

    number: str
    title: str
    issuer: str
    region: str
    issued_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    supersedes: tuple[str, ...] = ()
    repealed_on: date | None = None
    repealed_by: str = ""

    @property
    def lacks(self) -> tuple[str, ...]:
        known = {"number": is_complete(self.number), "title": bool(self.title)}
        return tuple(name for name, there in known.items() if not there)

    @property
    def name(self) -> str:
        """How it is cited: 《title》（number）, with whatever of it is known."""
        title = f"《{self.title}》" if self.title else ""
        return f"{title}（{self.number}）" if title and self.number else title or self.number

    def in_force(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        over = self.valid_until is not None and self.valid_until < day
        return begun and not over and not (self.repealed_on and self.repealed_on <= day)

    def reaches(self, scope: Scope) -> bool:
        """Whether it is in force in a part of the scope: issued there, or above."""
        return scope.allows(self.region) or within(scope.prefix, self.region)


Change = tuple[PolicyDocument, list[PolicyEvent]]

UNSEEN = PolicyDocument(number="", title="", issuer="", region="530000")
"""Stands for a document another replica has entered and this one has yet to read."""


class NothingKnown(DomainError):
    code = "document_unnamed"
    status = 422
    zh = "文件须有文号或标题之一；两者都不详时无法引用。"
    en = "A document has a number or a title: it cannot be cited without either."


class NumberTaken(DomainError):
    code = "document_number_taken"
    zh = "文号 {number} 已登记；请引用已有的文件，或核对文号。"
    en = "The number {number} is registered already; cite that document, or check the number."


class NumberContradicts(DomainError):
    code = "document_number_contradicts"
    status = 422
    zh = "文号 {given} 与原登记的 {known} 不符；补全文号时只能补上所缺的序号。"
    en = "{given} contradicts {known}: completing a number only adds the serial it lacks."


class ValidityReversed(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "失效日期 {until} 早于生效日期 {begin}，请核对。"
    en = "It would end on {until}, before it begins on {begin}; check the dates."


class AlreadyRepealed(DomainError):
    code = "document_repealed"
    zh = "该文件已于 {on} 废止。"
    en = "The document was repealed on {on}."


class NothingLacks(DomainError):
    code = "document_complete"
    zh = "该文件的文号和标题都已完整，无需补全；内容有变请登记新文件。"
    en = "Its number and title are complete; register a new document if something changed."


def policy_id(number: str) -> str:
    """The id of the document with this complete number: two entries of it collide."""
    return str(uuid.uuid5(_NAMESPACE, number))


def register_policy(document: PolicyDocument, today: date) -> Change:
    if not document.number and not document.title:
        raise NothingKnown()
    begin, until = document.valid_from, document.valid_until
    if begin and until and until < begin:
        raise ValidityReversed(until=until, begin=begin)
    event = PolicyRegistered(
        region=document.region,
        occurred_on=today,
        number=document.number,
        lacks=document.lacks,
        valid_from=begin,
        valid_until=until,
        supersedes=document.supersedes,
    )
    return document, [event]


def complete_policy(document: PolicyDocument, number: str, title: str, today: date) -> Change:
    """Add what lacked; what is known already is not rewritten."""
    if not document.lacks:
        raise NothingLacks()
    if number and number != document.number and not _may_complete(document.number, number):
        raise NumberContradicts(given=number, known=document.number)
    completed = replace(document, number=number or document.number, title=document.title or title)
    if completed == document:
        return document, []
    event = PolicyCompleted(
        region=document.region,
        occurred_on=today,
        number=completed.number,
        lacks=completed.lacks,
        was_number=document.number,
    )
    return completed, [event]


def _may_complete(known: str, given: str) -> bool:
    return not is_complete(known) and completes(given, known)


def repeal_policy(document: PolicyDocument, on: date, repealed_by: str) -> Change:
    if document.repealed_on is not None:
        raise AlreadyRepealed(on=document.repealed_on)
    if document.valid_from and on < document.valid_from:
        raise ValidityReversed(until=on, begin=document.valid_from)
    event = PolicyRepealed(
        region=document.region,
        occurred_on=on,
        number=document.number,
        lacks=document.lacks,
        repealed_by=repealed_by,
    )
    return replace(document, repealed_on=on, repealed_by=repealed_by), [event]


def superseded_by(id_: str, day: date, documents: Mapping[str, PolicyDocument]) -> str:
    """The id of a document in force on that day that takes the place of this one, or ''."""
    return next(_heirs(id_, day, documents), "")


def _heirs(id_: str, day: date, documents: Mapping[str, PolicyDocument]) -> Iterator[str]:
    return (
        other
        for other, document in sorted(documents.items())
        if id_ in document.supersedes and document.in_force(day)
    )
