"""A notice: every version of it, in every language. Its stream is named by its code."""

from collections.abc import Iterable
from dataclasses import field, replace
from uuid import UUID, uuid5

from domain.events import NoticePublished
from domain.recorded import Recorded, effective
from domain.value import value
from domain.vocabulary import Purpose

_SPACE = UUID("6f0a5f5e-3b8e-4f0f-9f53-0d0c4b7f6a11")


def notice_stream(code: str) -> UUID:
    return uuid5(_SPACE, code)


@value
class NoticeText:
    title: str
    text: str
    text_sha256: str
    purposes: tuple[Purpose, ...]
    position: int


@value
class Notice:
    stream: UUID
    version: int
    """Of the stream."""
    position: int
    code: str
    controller: str
    texts: dict[int, dict[str, NoticeText]] = field(default_factory=dict)
    """By version, then by language."""

    @property
    def newest(self) -> int:
        return max(self.texts, default=0)

    def text(self, version: int, language: str | None) -> tuple[str, NoticeText] | None:
        """In this language, else in its wider one, else in the first that was published."""
        known = self.texts.get(version)
        if not known:
            return None
        wider = (language or "").partition("-")[0]
        found = next((each for each in (language, wider) if each in known), None)
        found = found or next((each for each in known if each.partition("-")[0] == wider), next(iter(known)))
        return found, known[found]


def fold_notice(history: Iterable[Recorded]) -> Notice | None:
    """None where nothing was published (any more)."""
    events = list(history)
    notice: Notice | None = None
    for recorded in effective(events):
        event = recorded.event
        if not isinstance(event, NoticePublished):
            continue
        last = events[-1]
        before = notice or Notice(recorded.stream, last.version, last.position, event.notice, event.controller)
        text = NoticeText(event.title, event.text, event.text_sha256, event.purposes, recorded.position)
        languages = {**before.texts.get(event.version, {}), event.language: text}
        notice = replace(before, texts={**before.texts, event.version: languages})
    return notice
