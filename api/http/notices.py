"""Notices: published version by version, and read by anybody who may read facts."""

from typing import Annotated, Any

from fastapi import Body, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.attempt import Attempted
from api.http.caller import Anybody, NoticePublisher
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION, ReceiptBody, answer
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.decisions import PublishNotice
from domain.notices import notice_stream
from domain.person import LongText, Text
from domain.vocabulary import Code, LanguageTag, Purpose

router = keyed_router("notices")
NoticeCode = Annotated[Code, Path(description="The notice's own code, e.g. `privacy`.")]


class NoticeBody(BaseModel):
    """One language of one version."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = Field(ge=1)
    language: LanguageTag
    controller: Code = "main"
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    title: Text
    text: LongText


class NoticeTextBody(BaseModel):
    version: int
    language: str
    title: str
    text: str
    text_sha256: str
    purposes: list[Purpose]
    position: int


class NoticeTexts(BaseModel):
    notice: str
    controller: str
    newest: int
    items: list[NoticeTextBody]


_EXAMPLE: dict[str, Any] = {
    "example": {
        "summary": "A first version in Chinese",
        "value": {
            "version": 1,
            "language": "zh-CN",
            "purposes": ["talent-pool"],
            "title": "人才库隐私告知",
            "text": "我们为人才库保存您的简历，两年后删除。您可以随时退订。",
        },
    }
}


@router.post(
    "/notices/{notice}",
    status_code=201,
    summary="Publish one language of one version of a notice",
    responses=problem_docs("notice_published", "notice_version_skipped", "command_id_reused"),
)
def publish(
    caller: NoticePublisher,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    notice: NoticeCode,
    body: Annotated[NoticeBody, Body(openapi_examples=_EXAMPLE)],
) -> ReceiptBody:
    command = PublishNotice(notice=notice, **dict(body))
    receipt = rooms.ledger.submit(
        command, attempt.origin(caller), command_id=attempt.command_id, expected=attempt.expected
    )
    return answer(receipt, notice_stream(notice), response)


@router.get("/notices/{notice}", summary="Every version of a notice", responses=problem_docs("no_such_notice"))
def read(caller: Anybody, rooms: InRooms, response: Response, notice: NoticeCode) -> NoticeTexts:  # noqa: ARG001
    found, _ = rooms.ledger.surroundings.notice(notice)
    if found is None:
        raise Problem("no_such_notice")
    rooms.ledger.store.durable()
    response.headers[POSITION] = str(found.position)
    items = [
        NoticeTextBody(
            version=version,
            language=language,
            title=text.title,
            text=text.text,
            text_sha256=text.text_sha256,
            purposes=list(text.purposes),
            position=text.position,
        )
        for version, texts in found.texts.items()
        for language, text in texts.items()
    ]
    return NoticeTexts(notice=found.code, controller=found.controller, newest=found.newest, items=items)
