"""What the routes of templates take and give."""

from typing import Any
from uuid import UUID

from fastapi import Body
from pydantic import BaseModel, ConfigDict, Field

from domain.events.template import TemplateText
from domain.person import LongText
from domain.vocabulary import Approval, Channel, Code, LanguageTag, ProviderCode, Purpose, Sender, TemplateKind


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DraftBody(_Body):
    kind: TemplateKind
    channel: Channel = Channel.EMAIL
    purpose: Purpose
    texts: tuple[TemplateText, ...] = Field(min_length=1)


class VersionBody(_Body):
    version: int = Field(ge=1)


class ApprovalBody(VersionBody):
    provider: Code
    provider_template: ProviderCode
    state: Approval


class PreviewBody(_Body):
    candidate: UUID
    version: int | None = Field(None, ge=1, description="Of the text; the published one when left out.")
    language: LanguageTag | None = Field(None, description="The person's own when left out.")
    job: UUID | None = None
    sender: Sender | None = Field(None, description="In whose name; what the directory says of them.")
    values: dict[str, LongText] = Field(default_factory=dict, description="`said.NAME`, `sender.NAME`, `city` …")


class Preview(BaseModel):
    version: int
    language: str
    subject: str | None
    text: str
    html: str


class TestBody(_Body):
    version: int = Field(ge=1)
    language: LanguageTag | None = None
    to: str = Field(min_length=3, max_length=254, description="An e-mail address of your own.")
    values: dict[str, LongText] = Field(default_factory=dict, description="Of every variable that the text needs.")


_TEXT = {"language": "en", "subject": "Hello {{ person.name }}", "text": "We look for a {{ job.title }}."}
DRAFT: dict[str, Any] = {"kind": "job-recommendation", "purpose": "talent-pool", "texts": [_TEXT]}


def example(summary: str, value: dict[str, Any]) -> Any:
    return Body(openapi_examples={"example": {"summary": summary, "value": value}})
