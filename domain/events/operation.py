"""What the software itself was told to do: import runs and access keys, on streams of their own."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.access import Role
from domain.events.event import UNMAPPED, Document, Event
from domain.person import Text
from domain.vocabulary import Code, Confidentiality, Purpose, Sha256


class ImportTold(BaseModel):
    """What the sender of a file said of it. What is None, or empty, was left to be found out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mapping: dict[Text, Code] = Field(default_factory=dict)
    """Column -> field."""
    country: Text | None = None
    zone: Text | None = None
    currency: Text | None = None
    encoding: Text | None = None
    sheet: Text | None = None
    controller: Code | None = None
    sensitive_purpose: Purpose | None = None
    sensitive_consent: Text | None = None


class ImportRequested(Event):
    """A file was uploaded and is due to be imported by a worker."""

    type: Literal["import-requested"] = "import-requested"
    blob: Text
    format: Code | None = None
    source: Code
    told: Annotated[ImportTold | None, UNMAPPED] = None


class BatchStarted(Event):
    """An import run began."""

    type: Literal["batch-started"] = "batch-started"
    format: Code
    source: Code
    kind: Literal["people", "history"] = "people"
    file_name: Annotated[Text | None, UNMAPPED] = None


class BatchFinished(Event):
    """An import run came to its end; what it did, in rows and events."""

    type: Literal["batch-finished"] = "batch-finished"
    read: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    events: int
    rejects: Document | None = None
    """What was turned away, each with its reason, in the shape of the file."""


class BatchFailed(Event):
    """An import run broke off. What it had stored until then stays."""

    type: Literal["batch-failed"] = "batch-failed"
    code: Code
    rejects: Document | None = None


class BatchUndoRequested(Event):
    """Somebody asked that an import run be taken back; a worker does it."""

    type: Literal["batch-undo-requested"] = "batch-undo-requested"


class BatchUndoFailed(Event):
    """An import run could not be taken back, or not all of it. Asked again, it goes on."""

    type: Literal["batch-undo-failed"] = "batch-undo-failed"
    code: Code


class BatchUndone(Event):
    """Everything that an import run brought was recorded in error."""

    type: Literal["batch-undone"] = "batch-undone"
    events: int


class AccessKeyIssued(Event):
    """A key to the API was given out; only its hash is kept."""

    type: Literal["access-key-issued"] = "access-key-issued"
    role: Role
    key_sha256: Sha256
    expires_at: AwareDatetime | None = None
    label: Code | None = None
    """What it is for, as a code."""
    org_units: tuple[Code, ...] | None = None
    """Whose people it shows; None: everybody's."""
    level: Confidentiality = Confidentiality.SECRET
    """The most confidential that it shows."""
    awaits_approval: bool = False
    """It opens nothing until a second person approves it."""


class AccessKeyApproved(Event):
    """A second person agreed that the key opens what it was issued for."""

    type: Literal["access-key-approved"] = "access-key-approved"


class AccessKeyRevoked(Event):
    """The key opens nothing any more."""

    type: Literal["access-key-revoked"] = "access-key-revoked"
    why: Code | None = None
