"""GET /v1/candidates/{id}: the dossier, as it lies in the read model; and the list of people."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Depends, Query, Response
from pydantic import BaseModel

from api.http.answering import answered
from api.http.caller import PeopleReader, PersonReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.etag import etag
from api.http.freshness import Freshly
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION
from api.http.rooms import InRooms
from api.http.routing import QuickRoute, keyed_router
from domain.vocabulary import ActorId, Code, DataClass, Status, Tag
from projections.document import Document
from projections.dossiers import GET, Filter, Found, list_dossiers

router = keyed_router("candidates")
PEOPLE = Depends(Freshly("people"))


quick = keyed_router("candidates", QuickRoute)


@quick.get(
    "/candidates/{candidate}",
    summary="The dossier of one person",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={
        200: {"model": Document, "description": "Under any id that the person ever had."},
        **problem_docs("no_such_candidate", "erased", "parked", "not_yet"),
    },
)
async def dossier(caller: PersonReader, rooms: InRooms, candidate: UUID) -> Response:  # noqa: ARG001
    """Of an id that was merged away, `merged_into` is the id it leads to, and `asked_id` the one asked for.

    `parked` is there when events of this person could not be folded; the rest is older than it should be.
    """
    async with rooms.quick.connection() as connection:
        cursor = await connection.execute(GET, {"id": candidate})
        row = await cursor.fetchone()
    if row is None:
        raise Problem("not_yet", "no read model was ever built")
    return shown(Found(*row), candidate)


def shown(found: Found, asked: UUID) -> Response:
    """The stored document, byte for byte, after what only this answer knows."""
    headers = {POSITION: str(found.read_at)}
    if found.document is None:
        raise Problem("parked" if found.parked else "no_such_candidate", headers=headers)
    document = orjson.loads(found.document)
    if DataClass.IDENTITY in document["forgotten"]:
        raise Problem("erased", headers=headers)
    known: dict[str, Any] = {}
    if found.candidate != asked:
        known |= {"asked_id": asked, "merged_into": found.candidate}
    if found.parked:
        known["parked"] = found.parked
    stored = found.document.encode()
    body = orjson.dumps(known)[:-1] + b"," + stored[1:] if known else stored
    versions = {UUID(record["stream"]): record["version"] for record in document["records"]}
    return Response(body, headers=headers | {"ETag": etag(versions)}, media_type="application/json")


class DossierPage(BaseModel):
    items: list[Document]
    next: str | None


@router.get(
    "/candidates",
    summary="People, the newest first",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": DossierPage}, **problem_docs("bad_cursor", "not_yet")},
)
def candidates(
    caller: PeopleReader,
    rooms: InRooms,
    tag: Annotated[Tag | None, Query()] = None,
    owner: Annotated[ActorId | None, Query(description="`user:ID`")] = None,
    status: Annotated[Status | None, Query()] = None,
    pool: Annotated[Code | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Whoever was merged into another is not listed apart. To look for a name or an address, see lookup."""
    only = Filter(tag=tag, owner=owner, status=status, pool=pool)
    with rooms.readers.connection() as connection, cursor_checked():
        page = list_dossiers(connection, cursor=cursor, limit=limit, only=only, scope=caller.scope)
    caller.shows(page.people)
    return answered({"items": [orjson.Fragment(each) for each in page.items], "next": page.next}, page.read_at)
