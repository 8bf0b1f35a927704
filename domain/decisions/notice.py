"""Notices are published, version by version; nothing of them is ever changed."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from domain.decision import Command, On, Refused, Rules
from domain.events import NoticePublished
from domain.notices import Notice, notice_stream
from domain.person import LongText, Text
from domain.vocabulary import Code, LanguageTag, Purpose


class PublishNotice(Command):
    """One language of one version. Versions count up from 1."""

    type: Literal["publish-notice"] = "publish-notice"
    notice: Code
    version: int = Field(ge=1)
    language: LanguageTag
    controller: Code = "main"
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    title: Text
    text: LongText


def publish(notice: Notice | None, command: PublishNotice, _at: datetime, rules: Rules) -> Sequence[On]:
    newest = notice.newest if notice else 0
    rules.require(command.version <= newest + 1, "notice_version_skipped")
    text_sha256 = hashlib.sha256(command.text.encode()).hexdigest()
    known = notice.texts.get(command.version, {}).get(command.language) if notice else None
    if known:
        if known.text_sha256 != text_sha256 or known.title != command.title:
            raise Refused("notice_published")
        return []
    event = NoticePublished(
        notice=command.notice,
        version=command.version,
        language=command.language,
        controller=command.controller,
        purposes=command.purposes,
        title=command.title,
        text=command.text,
        text_sha256=text_sha256,
    )
    return [On(notice_stream(command.notice), event)]
