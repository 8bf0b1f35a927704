"""What a format is: how it is told from others, read, and turned into drafts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from ledger.intake.draft import Draft, HistoryDraft, RejectedRow, SourceRow
from ledger.intake.instructions import Instructions
from ledger.intake.sources import SourceFile

Kind = Literal["people", "history"]
RejectShape = Literal["csv", "xlsx", "jsonl", "vcf"]
Header = tuple[str, ...]
"""The columns' names as they stand in the file; () for documents."""


@dataclass(slots=True)
class Reading:
    header: Header
    rows: Iterator[SourceRow | RejectedRow]
    warnings: list[tuple[str, str]] = field(default_factory=list)
    delimiter: str = ","


@dataclass(frozen=True, slots=True)
class Drafting:
    """The two functions of a format that know what a row means. Both raise BadRow.

    They are made anew in each process from the header and the instructions.
    """

    draft: Callable[[SourceRow], Draft | HistoryDraft]
    key: Callable[[Any], tuple[str | None, str]]
    """A row's content -> the source's own id if it has one, and all of it in one text."""
    whose: Callable[[Any], str] | None = None
    """Rows with the same answer are about one person and keep their order. None: the key tells it."""
    warnings: tuple[tuple[str, str], ...] = ()
    """Of the headings: (code, column)."""


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    kind: Kind
    recognises: Callable[[SourceFile], bool]
    read: Callable[[SourceFile, Instructions], Reading]
    drafting: Callable[[Header, Instructions], Drafting]
    rejects: RejectShape
    mapped: bool = True
    """Its columns can be given fields by `--map`."""
