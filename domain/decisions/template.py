"""Templates are drafted, looked at, and published; a version that was sent from never changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.decision import Command, On, Refused, Rules
from domain.events import (
    TemplateApprovalRecorded,
    TemplateDrafted,
    TemplatePublished,
    TemplateRetired,
    TemplateTestFailed,
    TemplateTestRequested,
    TemplateTestSent,
)
from domain.events.template import TemplateText
from domain.person import ContactPoint, LongText
from domain.rendering import render, variables_of
from domain.template import Draft, Template, template_id
from domain.vocabulary import Approval, Channel, Code, LanguageTag, ProviderCode, Purpose, TemplateKind


class OfTemplate(Command):
    template: UUID


class DraftTemplate(OfTemplate):
    """A new version; of a new name, a new template. Its id is made from its name (`domain.template.template_id`)."""

    type: Literal["draft-template"] = "draft-template"
    name: Code
    kind: TemplateKind
    channel: Channel
    purpose: Purpose
    texts: tuple[TemplateText, ...] = Field(min_length=1)


class PublishTemplate(OfTemplate):
    type: Literal["publish-template"] = "publish-template"
    version: int = Field(ge=1)


class RetireTemplate(OfTemplate):
    type: Literal["retire-template"] = "retire-template"


class RecordTemplateApproval(OfTemplate):
    """What a gateway says of a version."""

    type: Literal["record-template-approval"] = "record-template-approval"
    version: int = Field(ge=1)
    provider: Code
    provider_template: ProviderCode
    state: Approval


class RequestTemplateTest(OfTemplate):
    """To see it arrive. `test` is a new id; the address is the sender's own."""

    type: Literal["request-template-test"] = "request-template-test"
    test: UUID
    version: int = Field(ge=1)
    language: LanguageTag | None = None
    address: ContactPoint
    values: dict[str, LongText] = Field(default_factory=dict)


class ReportTemplateTest(OfTemplate):
    """What became of it; `code` says why not."""

    type: Literal["report-template-test"] = "report-template-test"
    test: UUID
    code: Code | None = None


def draft(template: Template | None, command: DraftTemplate, _at: datetime, _rules: Rules) -> Sequence[On]:
    if command.template != template_id(command.name):
        raise Refused("wrong_template")
    languages = [each.language for each in command.texts]
    if len(set(languages)) < len(languages):
        raise Refused("language_twice")
    for text in command.texts:
        variables_of(text)
        if command.channel is Channel.EMAIL and text.subject is None:
            raise Refused("subject_required")
    new = Draft(command.name, command.kind, command.channel, command.purpose, command.texts)
    latest = template.latest if template else 0
    if template is not None and template.drafts.get(latest) == new:
        return []
    event = TemplateDrafted(
        version=latest + 1,
        name=new.name,
        kind=new.kind,
        channel=new.channel,
        purpose=new.purpose,
        texts=new.texts,
    )
    return [On(command.template, event)]


def publish(template: Template | None, command: PublishTemplate, _at: datetime, _rules: Rules) -> Sequence[On]:
    version_of(template, command.version)
    assert template is not None
    if template.published == command.version:
        return []
    return [On(command.template, TemplatePublished(version=command.version))]


def retire(template: Template | None, command: RetireTemplate, _at: datetime, _rules: Rules) -> Sequence[On]:
    if template is None:
        raise Refused("no_such_template")
    return [On(command.template, TemplateRetired())] if template.published else []


def approve(template: Template | None, command: RecordTemplateApproval, _at: datetime, _rules: Rules) -> Sequence[On]:
    version_of(template, command.version)
    event = TemplateApprovalRecorded(
        version=command.version,
        provider=command.provider,
        provider_template=command.provider_template,
        state=command.state,
    )
    return [On(command.template, event)]


def test(template: Template | None, command: RequestTemplateTest, _at: datetime, _rules: Rules) -> Sequence[On]:
    """Raises Refused `variable_missing`, and what else rendering raises."""
    draft = version_of(template, command.version)
    assert template is not None
    if command.test in template.tests:
        return []
    render(draft.in_language(command.language), command.values)
    event = TemplateTestRequested(
        test=command.test,
        version=command.version,
        language=command.language,
        address=command.address,
        values=command.values,
    )
    return [On(command.template, event)]


def report(template: Template | None, command: ReportTemplateTest, _at: datetime, _rules: Rules) -> Sequence[On]:
    if template is None or command.test not in template.tests:
        raise Refused("no_such_test")
    if template.tests[command.test] != "asked":
        return []
    made = TemplateTestFailed(test=command.test, code=command.code) if command.code else None
    return [On(command.template, made or TemplateTestSent(test=command.test))]


def version_of(template: Template | None, version: int) -> Draft:
    """Raises Refused `no_such_template`, `no_such_template_version`."""
    if template is None:
        raise Refused("no_such_template")
    if version not in template.drafts:
        raise Refused("no_such_template_version")
    return template.drafts[version]
