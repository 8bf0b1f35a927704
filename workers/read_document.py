"""`read_document`: the text of a résumé, sealed beside it, with the tags that the vocabulary sees there."""

from uuid import UUID

from domain.decision import Refused
from domain.decisions import RecordDocumentText
from domain.events import DocumentAttached, ErasureApproved
from domain.vocabulary import Code
from ledger.blob_store import BlobMissing
from ledger.blobs import LONGEST_TEXT
from ledger.envelope import Origin
from workers.due import Due
from workers.equipment import Equipment, Heard
from workers.text_of import Unreadable, text_of

BY = Origin(actor="system:reader")
READ = frozenset({"resume", "cv"})
"""Kinds of file that are read."""


def read_document(equipment: Equipment, due: Due, _heard: Heard) -> None:
    """Raises what the blob store and the ledger raise, to try again."""
    (recorded,) = equipment.ledger.read(equipment.ledger.store.at([due.position]), unseal=False)
    event = recorded.event
    if not isinstance(event, DocumentAttached) or event.document.kind not in READ:
        return
    try:
        data = equipment.blobs.read(due.stream, event.document)
    except BlobMissing:
        if _to_be_forgotten(equipment, due.stream):
            return
        raise
    if isinstance(data, str):  # forgotten meanwhile
        return
    try:
        found = text_of(data, event.document.media_type)
    except Unreadable as unreadable:
        _record(equipment, due, extractor="none", code=unreadable.code)
        return
    whole = None
    if len(found.text) > LONGEST_TEXT:
        whole = equipment.blobs.put(due.stream, "resume-text", "resume.txt", "text/plain", found.text.encode())
    _record(
        equipment,
        due,
        extractor=found.extractor,
        letters=len(found.text),
        text=found.text[:LONGEST_TEXT],
        whole=whole,
    )


def _to_be_forgotten(equipment: Equipment, candidate: UUID) -> bool:
    """Then the file was deleted, and its key is destroyed, or about to be."""
    history = equipment.ledger.history(candidate, unseal=False)
    return any(isinstance(each.event, ErasureApproved) for each in history)


def not_read(equipment: Equipment, due: Due, code: Code) -> None:
    _record(equipment, due, extractor="none", code=code.replace("_", "-"))


def _record(equipment: Equipment, due: Due, **said: object) -> None:
    command = RecordDocumentText.model_validate({"candidate": due.stream, "document": due.about, **said})
    try:
        equipment.ledger.submit(command, BY)
    except Refused:  # the person or the file is gone
        return
