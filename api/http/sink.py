"""/v1/sink: the mails that were kept instead of being sent."""

from typing import Annotated, Any

from fastapi import Path, Response

from api.http.answering import answered
from api.http.caller import WholeReader
from api.http.cursors import Limit
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms, Rooms
from api.http.routing import keyed_router
from ledger.sink import NoSuchMail, Sink, texts

router = keyed_router("sink")
Name = Annotated[str, Path(max_length=36, description="Of the contact.")]


@router.get("/sink", summary="Mails that were kept instead of being sent, the last first", response_class=Response)
def kept(caller: WholeReader, rooms: InRooms, limit: Limit = 50) -> Response:  # noqa: ARG001
    found = list(Sink(rooms.settings.sink).mails(limit))
    return answered({"items": found}, rooms.ledger.store.head())


@router.get(
    "/sink/{name}",
    summary="One of them, by its parts",
    response_class=Response,
    responses=problem_docs("no_such_mail"),
)
def one(caller: WholeReader, rooms: InRooms, name: Name) -> Response:  # noqa: ARG001
    text, html = texts(_content(rooms, name))
    shown: dict[str, Any] = {"name": name, "text": text, "html": html}
    return answered(shown, rooms.ledger.store.head())


@router.get(
    "/sink/{name}/eml",
    summary="The same as it would have left",
    response_class=Response,
    responses={200: {"content": {"message/rfc822": {}}}, **problem_docs("no_such_mail")},
)
def whole(caller: WholeReader, rooms: InRooms, name: Name) -> Response:  # noqa: ARG001
    headers = {"Content-Disposition": f'attachment; filename="{name}.eml"'}
    return Response(_content(rooms, name), media_type="message/rfc822", headers=headers)


def _content(rooms: Rooms, name: str) -> bytes:
    try:
        return Sink(rooms.settings.sink).read(name)
    except NoSuchMail:
        raise Problem("no_such_mail") from None
