"""Templates: what messages are made of. A version is a text in one or more languages, and never changes."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.events.event import CONVERSATION, Address, Event
from domain.person import LongText, Text
from domain.vocabulary import Approval, Channel, Code, LanguageTag, ProviderCode, Purpose, TemplateKind


class TemplateText(BaseModel):
    """One language of one version. `html` is made from `text` where it is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: LanguageTag
    subject: Text | None = None
    text: LongText
    html: LongText | None = None


class TemplateDrafted(Event):
    """A new version, not to be sent yet. It speaks of nobody: what is said of a person stands in variables."""

    type: Literal["template-drafted"] = "template-drafted"
    version: int = Field(ge=1)
    name: Code
    kind: TemplateKind
    channel: Channel
    purpose: Purpose
    texts: tuple[TemplateText, ...] = Field(min_length=1)
    """The first is for whoever reads none of these languages."""


class TemplatePublished(Event):
    """From here on messages are made of this version."""

    type: Literal["template-published"] = "template-published"
    version: int


class TemplateRetired(Event):
    """Nothing is made of it any more, until a version is published again."""

    type: Literal["template-retired"] = "template-retired"


class TemplateApprovalRecorded(Event):
    """What a gateway says of a version that it has to approve before it sends it."""

    type: Literal["template-approval-recorded"] = "template-approval-recorded"
    version: int
    provider: Code
    provider_template: ProviderCode
    """The id under which the gateway knows it."""
    state: Approval


class TemplateTestRequested(Event):
    """Somebody wants to see it arrive at an address of their own."""

    type: Literal["template-test-requested"] = "template-test-requested"
    test: UUID
    version: int
    language: LanguageTag | None = None
    address: Address = None
    values: Annotated[dict[str, LongText] | None, CONVERSATION] = None
    """Of the variables, by their names."""


class TemplateTestSent(Event):
    """The server took it."""

    type: Literal["template-test-sent"] = "template-test-sent"
    test: UUID


class TemplateTestFailed(Event):
    """It was not sent, and will not be."""

    type: Literal["template-test-failed"] = "template-test-failed"
    test: UUID
    code: Code
