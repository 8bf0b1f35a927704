"""Which files in the blob store the ledger's events name."""

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args
from uuid import UUID

import orjson

from domain.events import CATALOGUE, AnyEvent, Document, ImportRequested
from ledger.store import Row, Store

PAGE = 5_000


class Named(NamedTuple):
    """A file as an event names it. It is sealed under the document key of `subject`."""

    document: UUID
    ciphertext_sha256: str
    subject: UUID


def reference(document: Document) -> str:
    """A document in one short text, `DOCUMENT/SHA256 OF THE CIPHERTEXT`, as in `ImportRequested.blob`."""
    return f"{document.document}/{document.ciphertext_sha256}"


def referenced(text: str) -> tuple[UUID, str]:
    """The document and its ciphertext's hash. Raises ValueError when the text is no reference."""
    document, _, sha256 = text.partition("/")
    return UUID(document), sha256


def documents_of(event: AnyEvent) -> list[Document]:
    """The files that a candidate's event names, as it names them."""
    found: list[Document] = []
    for field in FIELDS.get(event.type, ()):
        value = getattr(event, field)
        found += value if isinstance(value, tuple) else [value] if isinstance(value, Document) else []
    return found


def named_by(row: Row) -> list[Named]:
    """The files that one event names."""
    facts = orjson.loads(row.state)["facts"]
    found = []
    for field in FIELDS.get(row.type, ()):
        value = facts.get(field, ())
        for each in value if isinstance(value, list) else [value] if value else []:
            document, sha256 = _parts(each)
            found.append(Named(document, sha256, row.stream))
    return found


def named_documents(store: Store, *, until: int | None = None) -> Iterator[Named]:
    """Every file that an event up to this position names, in the order of the ledger."""
    position = 0
    while rows := store.page(position, PAGE, until=until, types=list(FIELDS)):
        for row in rows:
            yield from named_by(row)
        position = rows[-1].position


def _parts(value: Any) -> tuple[UUID, str]:
    if isinstance(value, str):
        return referenced(value)
    return UUID(value["document"]), value["ciphertext_sha256"]


def _holds_documents(annotation: object) -> bool:
    return annotation is Document or any(map(_holds_documents, get_args(annotation)))


FIELDS: dict[str, tuple[str, ...]] = {
    event.model_fields["type"].default: fields
    for event in CATALOGUE
    if (
        fields := tuple(
            name
            for name, field in event.model_fields.items()
            if _holds_documents(field.annotation) or (event is ImportRequested and name == "blob")
        )
    )
}
"""Event type -> the fields of its facts that name files, read off the catalogue."""
