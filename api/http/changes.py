"""GET /v1/changes: what changed in a read model since a position, merges and erasures as tombstones."""

from typing import Annotated, Any, Literal

import orjson
from fastapi import Depends, Query, Response

from api.http.answering import answered
from api.http.caller import PeopleReader
from api.http.cursors import Cursor, cursor_checked
from api.http.freshness import LARGEST_POSITION, Freshly
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from projections.dossiers import Change, Changes
from projections.dossiers import changes as dossier_changes

router = keyed_router("follow")

READ_MODELS = {"dossiers": dossier_changes}
"""The read models that say what changed."""


@router.get(
    "/changes",
    summary="What changed since a position",
    dependencies=[Depends(Freshly("people"))],
    response_class=Response,
    responses={200: {"model": Changes}, **problem_docs("bad_cursor", "not_yet")},
)
def changes(
    caller: PeopleReader,
    rooms: InRooms,
    since: Annotated[int, Query(ge=0, le=LARGEST_POSITION, description="The last that you have.")] = 0,
    read_model: Annotated[Literal["dossiers"], Query()] = "dossiers",
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> Response:
    """Each one once, by the last position that changed it.

    `kind` is `changed`, or a tombstone: `merged`, `void`, `erased`. Go on with `cursor` = `next`, now or
    later: it never ends.
    """
    with rooms.readers.connection() as connection, cursor_checked():
        found = READ_MODELS[read_model](connection, since=since, cursor=cursor, limit=limit, scope=caller.scope)
    caller.shows(each.candidate for each in found.items if each.kind == "changed")
    return answered({"items": [_shown(each) for each in found.items], "next": found.next}, found.read_at)


def _shown(change: Change) -> dict[str, Any]:
    shown: dict[str, Any] = {"candidate": change.candidate, "position": change.position, "kind": change.kind}
    if change.merged_into:
        shown["merged_into"] = change.merged_into
    if change.kind == "changed" and change.document:
        shown["document"] = orjson.Fragment(change.document)
    return shown
