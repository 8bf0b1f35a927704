"""What an event is made of: facts that stay readable for ever, and personal parts that are sealed."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from domain.person import ContactPoint, LongText, Text
from domain.vocabulary import Code, DataClass


@dataclass(frozen=True)
class Personal:
    """Marks a field as personal data of `data_class`.

    It belongs to the stream's own person, unless `subject` names the field that holds another's id.
    A personal field is always optional on read: once its key is destroyed it reads as None and the
    recorded event says "forgotten".
    """

    data_class: DataClass
    subject: str | None = None


IDENTITY = Personal(DataClass.IDENTITY)
CAREER = Personal(DataClass.CAREER)
CONVERSATION = Personal(DataClass.CONVERSATION)
ASSESSMENT = Personal(DataClass.ASSESSMENT)
DOCUMENT = Personal(DataClass.DOCUMENT)
UNMAPPED = Personal(DataClass.UNMAPPED)
SENSITIVE = Personal(DataClass.SENSITIVE)

Said = Annotated[LongText | None, CONVERSATION]
Remarks = Annotated[LongText | None, ASSESSMENT]
Address = Annotated[ContactPoint | None, IDENTITY]


class Event(BaseModel):
    """Something that happened. Subclasses are declared in `domain.events` and nowhere else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    breaks: tuple[Code, ...] = ()
    """Refusal codes that a live command would have met: imported history is accepted and flagged."""

    personal: ClassVar[dict[str, Personal]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.personal = {
            name: mark
            for name, field in cls.model_fields.items()
            for mark in field.metadata
            if isinstance(mark, Personal)
        }


MediaType = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.+_-]{0,126}$")]


class Document(BaseModel):
    """A sealed file in the blob store, as the ledger knows it. The hash is of the ciphertext."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: UUID
    kind: Code
    """`resume`, `job-description`, `note`, `evidence`, `message` …"""
    media_type: MediaType
    """With `/` written as `.`, e.g. `application.pdf`."""
    size: int
    """Of the plain file, in bytes."""
    ciphertext_sha256: Text


class JobDocument(Document):
    """A file of a job, sealed under the job: who is forgotten takes nothing of it along."""
