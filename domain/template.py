"""A template: its versions, and which of them is in use."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid5

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
from domain.recorded import Recorded, effective
from domain.vocabulary import Approval, Channel, Purpose, TemplateKind

SPACE = UUID("3f0b7c1e-5d0a-4c53-9f0e-0c6f5a7d9b21")


def template_id(name: str) -> UUID:
    """The stream of the template of this name: contacts name it by its name."""
    return uuid5(SPACE, name)


@dataclass(frozen=True, slots=True)
class Draft:
    """One version."""

    name: str
    kind: TemplateKind
    channel: Channel
    purpose: Purpose
    texts: tuple[TemplateText, ...]

    def in_language(self, wanted: str | None) -> TemplateText:
        """The language itself, else one with the same first part (`zh` for `zh-CN`), else the first there is."""
        by_fit = sorted(self.texts, key=lambda each: _distance(each.language, wanted))
        return by_fit[0]


@dataclass(frozen=True, slots=True)
class ProviderTemplate:
    """As a gateway knows one version."""

    provider: str
    id: str
    state: Approval


@dataclass(frozen=True, slots=True)
class Template:
    stream: UUID
    version: int
    """Of the stream; a text's own versions count from 1."""
    first_position: int
    last_position: int
    drafts: dict[int, Draft] = field(default_factory=dict)
    published: int | None = None
    approvals: dict[int, ProviderTemplate] = field(default_factory=dict)
    tests: dict[UUID, str] = field(default_factory=dict)
    """What became of each test: `asked`, `sent`, or the code of why not."""

    @property
    def in_use(self) -> Draft | None:
        return self.drafts.get(self.published) if self.published else None

    @property
    def latest(self) -> int:
        return max(self.drafts, default=0)


def evolve_template(template: Template | None, recorded: Recorded) -> Template:
    position = recorded.position
    known = template or Template(recorded.stream, recorded.version, position, position)
    known = replace(known, version=recorded.version, last_position=position)
    match recorded.event:
        case TemplateDrafted() as event:
            draft = Draft(event.name, event.kind, event.channel, event.purpose, event.texts)
            return replace(known, drafts={**known.drafts, event.version: draft})
        case TemplatePublished() as event:
            return replace(known, published=event.version)
        case TemplateRetired():
            return replace(known, published=None)
        case TemplateApprovalRecorded() as event:
            approval = ProviderTemplate(event.provider, event.provider_template, event.state)
            return replace(known, approvals={**known.approvals, event.version: approval})
        case TemplateTestRequested() as event:
            return replace(known, tests={**known.tests, event.test: "asked"})
        case TemplateTestSent() as event:
            return replace(known, tests={**known.tests, event.test: "sent"})
        case TemplateTestFailed() as event:
            return replace(known, tests={**known.tests, event.test: event.code})
        case _:
            return known


def fold_template(history: Iterable[Recorded]) -> Template | None:
    """The template as its effective history makes it; None without events."""
    template: Template | None = None
    for recorded in effective(history):
        template = evolve_template(template, recorded)
    return template


def _distance(language: str, wanted: str | None) -> int:
    if wanted is None:
        return 2
    if language.lower() == wanted.lower():
        return 0
    return 1 if language.lower().split("-")[0] == wanted.lower().split("-")[0] else 2
