"""What a row became: somebody described, something that happened, or a rejection. Not in the ledger yet."""

from dataclasses import KW_ONLY, dataclass, field
from decimal import Decimal
from typing import Any

from domain.envelope import Claim
from domain.person import Career, Person
from domain.vocabulary import Confidentiality, Status


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row, card or object as the reader found it."""

    number: int
    """From 1, headings not counted."""
    content: Any
    """list[str] of a table, dict of a JSON format, str of a card."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    row: int
    code: str
    detail: str = ""
    """For people; never a value of the row."""
    content: Any = None
    """The row as it came, in the reader's own shape."""
    fatal: bool = False
    """Nothing behind it can be read."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that a source says happened to somebody. `kind` is a key of `happenings.kinds.KINDS`."""

    kind: str
    occurred: Claim | None = None
    values: dict[str, str] = field(default_factory=dict)
    """Field -> what the source wrote, canonical where the format knows better."""
    remainder: dict[str, str] = field(default_factory=dict)
    """Columns that no field takes: recorded as a sealed note beside the event."""


@dataclass(frozen=True, slots=True)
class PersonRef:
    """Whom a row of history is about: an id that a source gave, or a candidate's own id."""

    external_id: str
    source: str | None = None
    """None: the source of the whole file."""


@dataclass(slots=True)
class Draft:
    """Somebody as one row of one source describes them."""

    row: int
    identity: dict[str, Any]
    """The fields of a `Person` that have a value: models, or their JSON form."""
    background: dict[str, Any]
    """Those of a `Career`."""
    _: KW_ONLY
    sure: bool = False
    """No type can refuse any of it."""
    region: str | None = None
    years: Decimal | None = None
    """Of experience, as claimed: the start of the career once the date of the import is known."""
    status: Status = Status.PROSPECT
    confidentiality: Confidentiality = Confidentiality.NORMAL
    unmapped: dict[str, str] = field(default_factory=dict)
    sensitive: dict[str, str] = field(default_factory=dict)
    happenings: tuple[Happening, ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()
    """(code, column)"""
    quarantined: dict[str, str] = field(default_factory=dict)
    """Sensitive columns that were left out, with what they held."""

    @property
    def person(self) -> Person:
        """Raises ValidationError."""
        return Person(**self.identity)

    @property
    def career(self) -> Career:
        """Raises ValidationError."""
        return Career(**self.background)


@dataclass(frozen=True, slots=True)
class HistoryDraft:
    row: int
    person: PersonRef
    happening: Happening
    key: str | None = None
    """The source's own id of this happening."""
    warnings: tuple[tuple[str, str], ...] = ()
    quarantined: dict[str, str] = field(default_factory=dict)
