"""A file is put beside a record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from domain.decision import On, Rules
from domain.decisions.addressed import OfCandidate, addressed
from domain.dossier import Dossier
from domain.events import Document, DocumentAttached
from domain.person import Text


class AttachDocument(OfCandidate):
    """The file is sealed and in the blob store already."""

    type: Literal["attach-document"] = "attach-document"
    document: Document
    file_name: Text | None = None


def attach(dossier: Dossier | None, command: AttachDocument, _at: datetime, rules: Rules) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    held = {document.document for record in person.records for document in record.described.documents}
    if command.document.document in held:
        return []
    return [On(command.candidate, DocumentAttached(document=command.document, file_name=command.file_name))]
