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
    type: Literal["batch-started"] = "batch-started"
    format: Code
    source: Code
    kind: Literal["people", "history"] = "people"
    file_name: Annotated[Text | None, UNMAPPED] = None


class BatchFinished(Event):
    type: Literal["batch-finished"] = "batch-finished"
    read: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    events: int


class BatchFailed(Event):
    type: Literal["batch-failed"] = "batch-failed"
    code: Code


class BatchUndone(Event):
    type: Literal["batch-undone"] = "batch-undone"
    events: int


class AccessKeyIssued(Event):
    type: Literal["access-key-issued"] = "access-key-issued"
    role: Literal["recruiter", "auditor", "analyst", "admin"]
    key_sha256: Sha256
    expires_at: AwareDatetime | None = None


class AccessKeyRevoked(Event):
    type: Literal["access-key-revoked"] = "access-key-revoked"
    why: Code | None = None
