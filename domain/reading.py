"""What was read in a person's files, and which tags were seen there and wait for a human."""

from collections.abc import Sequence
from dataclasses import field
from uuid import UUID

from domain.events import DocumentTextExtracted, DocumentTextFailed, TagsSuggested, TagSuggestionRefused
from domain.recorded import Recorded, Step
from domain.value import value
from domain.vocabulary import TagFacet


@value
class Text:
    """`text` None: forgotten, sealed, or there was none (`code` says why)."""

    text: str | None
    letters: int
    position: int
    code: str | None = None


@value
class Seen:
    """A tag, as strongly as any file says it."""

    facet: TagFacet
    confidence: int
    mentions: int
    document: UUID
    evidence: str | None
    """The phrase that it stands in; None once forgotten."""
    position: int


@value
class Reading:
    texts: dict[UUID, Text] = field(default_factory=dict)
    """By document."""
    seen: dict[str, Seen] = field(default_factory=dict)
    """By tag."""
    refused: tuple[str, ...] = ()


def extracted(known: Reading, event: DocumentTextExtracted, recorded: Recorded) -> Reading:
    text = Text(event.text, event.letters, recorded.position)
    return Reading({**known.texts, event.document: text}, known.seen, known.refused)


def failed(known: Reading, event: DocumentTextFailed, recorded: Recorded) -> Reading:
    text = Text(None, 0, recorded.position, event.code)
    return Reading({**known.texts, event.document: text}, known.seen, known.refused)


def suggested(known: Reading, event: TagsSuggested, recorded: Recorded) -> Reading:
    said = event.evidence or {}
    found = {
        each.tag: Seen(
            *(each.facet, each.confidence, each.mentions),
            *(event.document, said.get(each.tag), recorded.position),
        )
        for each in event.tags
    }
    return Reading(known.texts, _strongest(known.seen, found), known.refused)


def refused(known: Reading, event: TagSuggestionRefused, _recorded: Recorded) -> Reading:
    return Reading(known.texts, known.seen, tuple(sorted({*known.refused, event.tag})))


def together(parts: Sequence[Reading]) -> Reading:
    """Of one person's records. What was refused on one is refused on all."""
    if len(parts) == 1:
        return parts[0]
    combined = Reading()
    for each in parts:
        combined = Reading(
            combined.texts | each.texts,
            _strongest(combined.seen, each.seen),
            tuple(sorted({*combined.refused, *each.refused})),
        )
    return combined


def _strongest(known: dict[str, Seen], found: dict[str, Seen]) -> dict[str, Seen]:
    def stronger(tag: str, one: Seen) -> Seen:
        other = known.get(tag)
        return one if other is None or (one.confidence, one.position) > (other.confidence, other.position) else other

    return known | {tag: stronger(tag, one) for tag, one in found.items()}


STEPS: dict[type, Step] = {
    DocumentTextExtracted: extracted,
    DocumentTextFailed: failed,
    TagsSuggested: suggested,
    TagSuggestionRefused: refused,
}
