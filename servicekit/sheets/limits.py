"""How much a file may hold before it is refused unread, and how much reading it may cost."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """`rows` counts rows with content, the header included; sizes are bytes once inflated."""

    rows: int = 20_000
    columns: int = 100
    cell_characters: int = 2_000
    archive_entries: int = 2_000
    entry_bytes: int = 50 * MIB
    archive_bytes: int = 100 * MIB
    ratio: int = 100
    ratio_from_bytes: int = MIB
    """Below this size a ratio says nothing: a page of blanks packs well and harms nobody."""
    merged_ranges: int = 1_000
    rows_beyond: int = 1_000
    """How far below the last allowed row a stray cell may stand among blank rows."""
    memory_bytes: int = 1024 * MIB
    cpu_seconds: int = 20
    wall_seconds: float = 30.0


LIMITS = Limits()
