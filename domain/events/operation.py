"""What the software itself was told to do: import runs and access keys, on streams of their own."""

from typing import Annotated, Literal

from pydantic import AwareDatetime

from domain.events.event import UNMAPPED, Event
from domain.person import Text
from domain.vocabulary import Code, Sha256


class ImportRequested(Event):
    """A file was uploaded and is due to be imported by a worker."""

    type: Literal["import-requested"] = "import-requested"
    blob: Text
    format: Code | None = None
    source: Code


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


class BatchFailed(Event):
    """An import run broke off. What it had stored until then stays."""

    type: Literal["batch-failed"] = "batch-failed"
    code: Code


class BatchUndone(Event):
    """Everything that an import run brought was recorded in error."""

    type: Literal["batch-undone"] = "batch-undone"
    events: int


class AccessKeyIssued(Event):
    """A key to the API was given out; only its hash is kept."""

    type: Literal["access-key-issued"] = "access-key-issued"
    role: Literal["recruiter", "auditor", "analyst", "admin"]
    key_sha256: Sha256
    expires_at: AwareDatetime | None = None


class AccessKeyRevoked(Event):
    """The key opens nothing any more."""

    type: Literal["access-key-revoked"] = "access-key-revoked"
    why: Code | None = None
