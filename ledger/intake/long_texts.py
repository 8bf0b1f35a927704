"""Texts of a row that are too long for an event: whole and sealed, each a document beside the record."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self
from uuid import UUID

from domain.decisions.knowing import RecordNote
from domain.events import Document
from ledger.blobs import LONGEST_TEXT, Blobs
from ledger.faults import Conflict, EventTooLarge, LedgerBusy, Moved
from ledger.intake.source_keys import derived_id
from ledger.ledger import Ledger

REFERENCE = "renmai:document "
"""In a column's place: the name of the document that holds what stood there."""
LONGEST_COLUMN = 200
LARGEST = 1 << 28
"""Bytes: more than any row that can be read."""
NOTHING_STORED = (Conflict, Moved, LedgerBusy, EventTooLarge)


def set_apart(ledger: Ledger, columns: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What the event holds, and document's name -> text. The same text has the same name at every reading."""
    held, long = dict(columns), dict[str, str]()
    for column, text in columns.items():
        if len(text) > LONGEST_TEXT:
            name = f"{column[:LONGEST_COLUMN]}.{derived_id(ledger, 'long-text', column, text).hex[:16]}.txt"
            held[column], long[name] = REFERENCE + name, text
    return held, long


class LongTexts:
    """The documents of one append. Where the append stores nothing, they are taken away again."""

    def __init__(self, blobs: Blobs) -> None:
        self.blobs = blobs
        self._stored: list[UUID] = []

    def put(self, subject: UUID, kind: str, name: str, text: str) -> Document:
        """Durable when this returns. Raises BlobStoreAway."""
        document = self.blobs.put(subject, kind, name, "text/plain", text.encode(), largest=LARGEST)
        self._stored.append(document.document)
        return document

    def note(self, candidate: UUID, kind: str, text: str) -> RecordNote:
        """With its text in the event, or in a document where it is too long."""
        if len(text) <= LONGEST_TEXT:
            return RecordNote(candidate=candidate, kind=kind, text=text)
        return RecordNote(candidate=candidate, kind=kind, document=self.put(candidate, "note", f"{kind}.txt", text))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, NOTHING_STORED):
            for document in self._stored:
                self.blobs.delete(document)
