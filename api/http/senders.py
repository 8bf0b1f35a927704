"""The directory of senders: what messages say of whoever writes them."""

from typing import Annotated, Any

from fastapi import Body, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.answering import answered
from api.http.attempt import Attempted
from api.http.caller import Composer
from api.http.governed import role_of, said
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from api.told_senders import as_told
from domain.decisions import DescribeSender, ForgetSender, RetireSender
from domain.decisions.sender import MOST_LANGUAGES, MailAddress
from domain.events.sender import Line, SenderText
from domain.senders import STREAM
from domain.vocabulary import Sender

router = keyed_router("senders")
PROBLEMS = problem_docs("sender_not_yours", "stream_moved", "command_id_reused", "outcome_unknown")
Name = Annotated[Sender, Path(description="In whose name, as contacts say it: `user:li`.")]


class SenderBody(BaseModel):
    """All that is said of them, also what stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    texts: tuple[SenderText, ...] = Field(min_length=1, max_length=MOST_LANGUAGES)
    email: MailAddress | None = None
    phone: Line | None = None
    wecom_user: Line | None = None


class ToldSender(SenderBody):
    sender: str
    retired: bool


class ToldSenders(BaseModel):
    items: list[ToldSender]


EXAMPLE: dict[str, Any] = {
    "example": {
        "summary": "In two languages",
        "value": {
            "texts": [
                {"language": "zh", "name": "李娜", "title": "招聘经理", "signature": "李娜\n招聘经理"},
                {"language": "en", "name": "Li Na", "title": "Recruiting manager"},
            ],
            "email": "li.na@example.com",
            "phone": "+86 10 1234 5678",
            "wecom_user": "LiNa",
        },
    }
}


@router.get(
    "/senders",
    summary="Everybody in whose name messages go out, and what they say of them",
    response_class=Response,
    responses={200: {"model": ToldSenders}},
)
def senders(caller: Composer, rooms: InRooms) -> Response:  # noqa: ARG001
    known = rooms.ledger.senders.current()
    rooms.ledger.store.durable()
    return answered(as_told(known), known.position)


@router.post("/senders/{sender}", status_code=201, summary="Say what messages say of a sender", responses=PROBLEMS)
def describe(
    caller: Composer,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    sender: Name,
    body: Annotated[SenderBody, Body(openapi_examples=EXAMPLE)],
) -> ReceiptBody:
    """Recruiters say it of themselves, administrators of everybody."""
    command = DescribeSender(sender=sender, by=caller.by, role=role_of(caller), **dict(body))
    return said(command, STREAM, caller, rooms, attempt, response)


@router.post(
    "/senders/{sender}/retire",
    status_code=201,
    summary="Let nothing go out in this name any more",
    responses=PROBLEMS | problem_docs("no_such_sender"),
)
def retire(caller: Composer, rooms: InRooms, attempt: Attempted, response: Response, sender: Name) -> ReceiptBody:
    command = RetireSender(sender=sender, by=caller.by, role=role_of(caller))
    return said(command, STREAM, caller, rooms, attempt, response)


@router.post(
    "/senders/{sender}/forget",
    status_code=201,
    summary="Let what messages said of a sender be nobody's to read any more",
    responses=PROBLEMS | problem_docs("no_such_sender"),
)
def forget(caller: Composer, rooms: InRooms, attempt: Attempted, response: Response, sender: Name) -> ReceiptBody:
    """They are retired by it. The key that it is sealed under is destroyed; the id stays."""
    command = ForgetSender(sender=sender, by=caller.by, role=role_of(caller))
    return said(command, STREAM, caller, rooms, attempt, response)
