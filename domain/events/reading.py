"""What a machine read in a person's files, and which tags it saw there. A human says whether they hold."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.events.event import DOCUMENT, Document, Event
from domain.person import LongText
from domain.vocabulary import Code, Tag, TagFacet


class DocumentTextExtracted(Event):
    """The text of a file, or its beginning; what is longer lies whole in a file beside it."""

    type: Literal["document-text-extracted"] = "document-text-extracted"
    document: UUID
    extractor: Code
    letters: int = Field(ge=0)
    whole: Document | None = None
    text: Annotated[LongText | None, DOCUMENT] = None

    @property
    def document_id(self) -> UUID:
        return self.document


class DocumentTextFailed(Event):
    """No text was found in the file, and why; nobody tries again by themselves."""

    type: Literal["document-text-failed"] = "document-text-failed"
    document: UUID
    code: Code

    @property
    def document_id(self) -> UUID:
        return self.document


class SuggestedTag(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    facet: TagFacet
    tag: Tag
    confidence: int = Field(ge=0, le=100)
    """In per cent."""
    mentions: int = Field(ge=1)


class TagsSuggested(Event):
    """The vocabulary's words stand in the text of a file. `evidence` is where, by tag."""

    type: Literal["tags-suggested"] = "tags-suggested"
    document: UUID
    vocabulary: int = Field(ge=0)
    """The version of the vocabulary that was looked for."""
    tags: tuple[SuggestedTag, ...] = ()
    evidence: Annotated[dict[str, LongText] | None, DOCUMENT] = None


class TagSuggestionRefused(Event):
    """A human says that the tag does not hold: it is not suggested again."""

    type: Literal["tag-suggestion-refused"] = "tag-suggestion-refused"
    tag: Tag
    why: Code | None = None
