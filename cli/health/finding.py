"""One thing looked at: well, or what is wrong and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from cli.speech import both


@dataclass(frozen=True)
class Finding:
    """`cure` is empty when all is well; a note needs no action and fails nothing."""

    what: str
    cure: str = ""
    note: bool = False

    @property
    def mark(self) -> str:
        return "·" if self.note else ("✗" if self.cure else "✓")

    def __str__(self) -> str:
        return f"{self.mark} {self.what}" + (f"\n    → {self.cure}" if self.cure else "")


def good(zh: str, en: str) -> Finding:
    return Finding(both(zh, en))


def note(zh: str, en: str) -> Finding:
    return Finding(both(zh, en), note=True)


def bad(what: tuple[str, str], cure: tuple[str, str]) -> Finding:
    return Finding(both(*what), both(*cure))
