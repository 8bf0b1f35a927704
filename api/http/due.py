"""/v1/due: what is to be done for people on a day, what was left over from before, and what was missed."""

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query, Response

from api.http.answering import answered
from api.http.caller import FactReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.vocabulary import ActorId, DueKind
from projections.due import DueItem, DueList, State, day_of, due_list

router = keyed_router("due")

WHICH = "`due`: falls due on the day; `overdue`: did before, and still stands; `missed`: its time was over on the day."
FIRST, LAST = date(1900, 1, 1), date(2200, 1, 1)


@router.get(
    "/due",
    summary="What is due on a day, by the moment from which it is",
    dependencies=[Depends(Freshly("people"))],
    response_class=Response,
    responses={200: {"model": DueList}, **problem_docs("bad_cursor", "not_yet")},
)
def due(
    caller: FactReader,
    rooms: InRooms,
    day: Annotated[date | None, Query(ge=FIRST, le=LAST, description="Today, if left out.")] = None,
    state: Annotated[State, Query(description=WHICH)] = "due",
    owner: Annotated[ActorId | None, Query(description="Whose.")] = None,
    kind: Annotated[DueKind | None, Query(description="docs/clock.md has them all.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """By the cadence that the deployment has set. Who gives no reason for seeing people gets no names."""
    on = day_of(day, rooms.ledger.clock())
    by = {"policy": rooms.settings.cadence, "automatic": rooms.settings.automation}
    given: dict[str, Any] = {"state": state, "owner": owner, "kind": kind, **by}
    with rooms.readers.connection() as connection, cursor_checked():
        page = due_list(connection, on, **given, cursor=cursor, limit=limit, scope=caller.scope)
    if caller.sees_people:
        caller.shows(each.candidate for each in page.items)
    items = [_shown(each, with_name=caller.sees_people) for each in page.items]
    return answered({"day": on.begin.date(), "items": items, "next": page.next}, page.read_at)


def _shown(item: DueItem, *, with_name: bool) -> dict[str, Any]:
    hidden = () if with_name else ("name",)
    return {name: getattr(item, name) for name in item.__slots__ if name not in hidden}
