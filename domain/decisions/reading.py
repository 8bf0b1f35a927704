"""What a machine reads in a file is recorded with the tags that it saw; a human confirms each, or refuses it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.decision import Command, On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed, is_human, known
from domain.dossier import Dossier
from domain.events import (
    AnyEvent,
    CandidateTagged,
    Document,
    DocumentTextExtracted,
    DocumentTextFailed,
    SuggestedTag,
    TagsSuggested,
    TagSuggestionRefused,
)
from domain.person import LongText
from domain.tag_suggestions import found_in
from domain.tag_vocabulary import TagVocabulary
from domain.vocabulary import ActorId, Code, Tag


class RecordDocumentText(Command):
    """`candidate` is the record that holds the file, merged or not. `code` says why there is no text."""

    type: Literal["record-document-text"] = "record-document-text"
    candidate: UUID
    document: UUID
    extractor: Code
    letters: int = Field(default=0, ge=0)
    text: LongText | None = None
    whole: Document | None = None
    code: Code | None = None


class ConfirmTagSuggestion(OfCandidate):
    type: Literal["confirm-tag-suggestion"] = "confirm-tag-suggestion"
    by: ActorId
    tag: Tag


class RefuseTagSuggestion(OfCandidate):
    type: Literal["refuse-tag-suggestion"] = "refuse-tag-suggestion"
    by: ActorId
    tag: Tag
    why: Code | None = None


def record_text(
    dossier: Dossier | None, terms: TagVocabulary, command: RecordDocumentText, _at: datetime, _rules: Rules
) -> Sequence[On]:
    person = known(dossier)
    if person.erased:
        raise Refused("candidate_erased")
    record = person.record(command.candidate)
    if command.document in person.reading.texts:
        return []
    if not any(held.document == command.document for held in record.described.documents):
        raise Refused("no_such_file")
    if command.text is None:
        return [On(record.stream, DocumentTextFailed(document=command.document, code=command.code or "no-text"))]
    events: list[AnyEvent] = [
        DocumentTextExtracted(
            document=command.document,
            extractor=command.extractor,
            letters=command.letters,
            whole=command.whole,
            text=command.text,
        )
    ]
    found = found_in(command.text, terms, {*person.knowing.tags, *person.reading.refused})
    if found:
        tags = tuple(
            SuggestedTag(facet=each.facet, tag=each.term, confidence=each.confidence, mentions=each.mentions)
            for each in found
        )
        evidence = {each.term: each.evidence for each in found}
        suggested = TagsSuggested(document=command.document, vocabulary=terms.version, tags=tags, evidence=evidence)
        events.append(suggested)
    return [On(record.stream, event) for event in events]


def confirm(dossier: Dossier | None, command: ConfirmTagSuggestion, _at: datetime, rules: Rules) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    seen = person.reading.seen.get(command.tag)
    if seen is None:
        raise Refused("no_such_tag_suggestion")
    rules.require(is_human(command.by), "human_required")
    if command.tag in person.knowing.tags:
        return []
    event = CandidateTagged(
        tag=command.tag, facet=seen.facet.value, asserted_by="extraction", confidence=seen.confidence
    )
    return [On(command.candidate, event)]


def refuse(dossier: Dossier | None, command: RefuseTagSuggestion, _at: datetime, rules: Rules) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    if command.tag not in person.reading.seen:
        raise Refused("no_such_tag_suggestion")
    rules.require(is_human(command.by), "human_required")
    if command.tag in person.reading.refused:
        return []
    return [On(command.candidate, TagSuggestionRefused(tag=command.tag, why=command.why))]
