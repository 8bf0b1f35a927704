"""What came of some rows: told by whoever imported them to whoever reports."""

from collections import Counter
from dataclasses import dataclass, field

from ledger.intake.draft import RejectedRow


@dataclass(slots=True)
class Outcome:
    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    events: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    quarantined: list[RejectedRow] = field(default_factory=list)
    """Of rows that were imported: only what was left out of them, and who they are."""
    warnings: Counter[tuple[str, str]] = field(default_factory=Counter)
    first_position: int | None = None
    last_position: int | None = None

    def stored(self, first: int, events: int) -> None:
        if events:
            self.events += events
            self.first_position = min(first, self.first_position or first)
            self.last_position = max(first + events - 1, self.last_position or 0)

    def add(self, other: "Outcome") -> None:
        self.rows += other.rows
        self.added += other.added
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.rejected += other.rejected
        self.quarantined += other.quarantined
        self.warnings.update(other.warnings)
        if other.first_position is not None and other.last_position is not None:
            self.first_position = min(other.first_position, self.first_position or other.first_position)
            self.last_position = max(other.last_position, self.last_position or 0)
        self.events += other.events
