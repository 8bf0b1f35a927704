"""What people come to know of a candidate: tags, intent, interests, pay, owners, notes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.decision import On, Rules
from domain.decisions.addressed import OfCandidate, addressed
from domain.dossier import Dossier
from domain.events import (
    CandidateTagged,
    CandidateUntagged,
    Document,
    IntentRecorded,
    InterestRecorded,
    NoteRecorded,
    OwnerAssigned,
    PayExpected,
)
from domain.person import LongText, PayExpectation
from domain.tag_vocabulary import TagVocabulary, Term
from domain.vocabulary import ActorId, Code, Intent, Tag, TagFacet

Facet = Literal["skill", "experience", "industry", "relation", "behaviour", "intent", "stage", "other"]
Role = Literal["recruiter", "hr-partner", "business-mentor", "relationship-manager"]


class TagCandidate(OfCandidate):
    type: Literal["tag-candidate"] = "tag-candidate"
    tag: Tag
    facet: Facet = "other"
    asserted_by: Literal["human", "import", "extraction"] = "human"
    confidence: int | None = Field(default=None, ge=0, le=100)


class UntagCandidate(OfCandidate):
    type: Literal["untag-candidate"] = "untag-candidate"
    tag: Tag


class RecordIntent(OfCandidate):
    type: Literal["record-intent"] = "record-intent"
    intent: Intent
    said: LongText | None = None


class RecordInterest(OfCandidate):
    type: Literal["record-interest"] = "record-interest"
    area: Tag
    degree: Literal["low", "medium", "high"] = "medium"


class RecordPay(OfCandidate):
    """What somebody hopes to earn."""

    type: Literal["record-pay"] = "record-pay"
    pay: PayExpectation


class AssignOwner(OfCandidate):
    """`owner` None takes the role away again."""

    type: Literal["assign-owner"] = "assign-owner"
    owner: ActorId | None
    role: Role = "recruiter"


class RecordNote(OfCandidate):
    type: Literal["record-note"] = "record-note"
    kind: Code = "note"
    text: LongText | None = None
    document: Document | None = None

    @model_validator(mode="after")
    def _notes_something(self) -> Self:
        if self.text is None and self.document is None:
            raise ValueError("a note needs a text or a document")
        return self


def tag(
    dossier: Dossier | None, terms: TagVocabulary, command: TagCandidate, _at: datetime, rules: Rules
) -> Sequence[On]:
    """A word that the vocabulary knows is put as its term; any other is kept as it came."""
    person = addressed(dossier, command.candidate, rules)
    term = _meant(terms, command.facet, command.tag)
    name, facet = (term.term, term.facet.value) if term else (command.tag, command.facet)
    if name in person.knowing.tags:
        return []
    rules.require(term is None or not term.retired, "term_retired", name)
    event = CandidateTagged(
        tag=name,
        facet=facet,
        asserted_by=command.asserted_by,
        confidence=command.confidence,
        written=command.tag if name != command.tag else None,
    )
    return [On(command.candidate, event)]


def untag(
    dossier: Dossier | None, terms: TagVocabulary, command: UntagCandidate, _at: datetime, rules: Rules
) -> Sequence[On]:
    """On every record that holds it, so that the reversal of a merge doesn't bring it back."""
    person = addressed(dossier, command.candidate, rules)
    term = None if command.tag in person.knowing.tags else terms.meant_anywhere(command.tag)
    name = term.term if term else command.tag
    return [On(record.stream, CandidateUntagged(tag=name)) for record in person.records if name in record.knowing.tags]


def _meant(terms: TagVocabulary, facet: Facet, word: str) -> Term | None:
    return terms.meant_anywhere(word) if facet == "other" else terms.meant(TagFacet(facet), word)


def intend(dossier: Dossier | None, command: RecordIntent, _at: datetime, rules: Rules) -> Sequence[On]:
    """Also when it is the same again: that it still holds is news."""
    addressed(dossier, command.candidate, rules)
    return [On(command.candidate, IntentRecorded(intent=command.intent, said=command.said))]


def interest(dossier: Dossier | None, command: RecordInterest, _at: datetime, rules: Rules) -> Sequence[On]:
    addressed(dossier, command.candidate, rules)
    return [On(command.candidate, InterestRecorded(area=command.area, degree=command.degree))]


def expect_pay(dossier: Dossier | None, command: RecordPay, _at: datetime, rules: Rules) -> Sequence[On]:
    addressed(dossier, command.candidate, rules)
    return [On(command.candidate, PayExpected(pay=command.pay))]


def own(dossier: Dossier | None, command: AssignOwner, _at: datetime, rules: Rules) -> Sequence[On]:
    held = addressed(dossier, command.candidate, rules).knowing.owners.get(command.role)
    if command.owner == (held.owner if held else None):
        return []
    return [On(command.candidate, OwnerAssigned(owner=command.owner, role=command.role))]


def note(dossier: Dossier | None, command: RecordNote, _at: datetime, rules: Rules) -> Sequence[On]:
    addressed(dossier, command.candidate, rules)
    return [On(command.candidate, NoteRecorded(kind=command.kind, text=command.text, document=command.document))]
