"""What people are told of how their data is used: a stream for each notice, named by its code."""

from typing import Literal

from pydantic import Field

from domain.events.event import Event
from domain.person import LongText, Text
from domain.vocabulary import Code, LanguageTag, Purpose, Sha256


class NoticePublished(Event):
    """One version of a notice in one language. It is never changed: what is new is another version."""

    type: Literal["notice-published"] = "notice-published"
    notice: Code
    version: int = Field(ge=1)
    language: LanguageTag
    controller: Code = "main"
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    title: Text
    text: LongText
    text_sha256: Sha256
    """Of the text in UTF-8: it was published, so its hash may be read."""
