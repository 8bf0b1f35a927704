"""The contact log: of one person, and of everyone over a period.

What was said lies sealed in the ledger and is opened for those who may read it; an auditor who gives no
reason gets the facts.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Depends, Query, Response

from api.http.answering import answered
from api.http.caller import Caller, FactReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.known import require_known
from api.http.moments import RequiredMoment
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms, Rooms
from api.http.routing import keyed_router
from domain.vocabulary import Channel, Purpose
from projections.contact_log import Clock, Contact, Contacts, by_period, of_one

router = keyed_router("contact log")


@router.get(
    "/candidates/{candidate}/contact-log",
    summary="Every contact with one person, the last recorded first",
    dependencies=[Depends(Freshly("people", "contact_log"))],
    response_class=Response,
    responses={200: {"model": Contacts}, **problem_docs("no_such_candidate", "bad_cursor", "not_yet")},
)
def of_candidate(
    caller: FactReader, rooms: InRooms, candidate: UUID, cursor: Cursor = None, limit: Limit = 100
) -> Response:
    """Over all records of the person. `said` and `address` are there for those who may see personal data."""
    with rooms.readers.connection() as connection, cursor_checked():
        page = of_one(connection, candidate, cursor=cursor, limit=limit)
        if not page.items:
            require_known(connection, candidate)
    return _answered(rooms, caller, page)


@router.get(
    "/contact-log",
    summary="Everyone's contacts over a period, the oldest first",
    dependencies=[Depends(Freshly("contact_log"))],
    response_class=Response,
    responses={200: {"model": Contacts}, **problem_docs("bad_cursor", "not_yet")},
)
def of_all(
    caller: FactReader,
    rooms: InRooms,
    begin: Annotated[RequiredMoment, Query(alias="from", description="From this moment on (RFC 3339).")],
    end: Annotated[RequiredMoment, Query(alias="to", description="Until before this one.")],
    clock: Annotated[Clock, Query(description="When it was recorded, or claimed to have been.")] = "recorded",
    channel: Annotated[Channel | None, Query()] = None,
    purpose: Annotated[Purpose | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    with rooms.readers.connection() as connection, cursor_checked():
        page = by_period(
            connection,
            begin,
            end,
            clock=clock,
            channel=channel,
            purpose=purpose,
            cursor=cursor,
            limit=limit,
            scope=caller.scope,
        )
    return _answered(rooms, caller, page)


def _answered(rooms: Rooms, caller: Caller, page: Contacts) -> Response:
    said: dict[int, dict[str, Any]] = {}
    if caller.sees_people:
        said = opened(rooms, page.items)
        caller.shows(each.stream for each in page.items)
    items = [asdict(each) | _documents(each) | said.get(each.position, {}) for each in page.items]
    return answered({"items": items, "next": page.next, "parked": page.parked}, page.read_at)


def _documents(contact: Contact) -> dict[str, Any]:
    return {
        "reasons": contact.reasons.split() if contact.reasons else [],
        "documents": orjson.Fragment(contact.documents) if contact.documents else [],
    }


def opened(rooms: Rooms, contacts: Sequence[Contact]) -> dict[int, dict[str, Any]]:
    """What lies sealed, by position: what was said, to which address, what a template was filled with, and the hash of
    what was sent; null where it was forgotten, or there is none."""
    shown: dict[int, dict[str, Any]] = {}
    for recorded in rooms.ledger.read(rooms.ledger.store.at([each.position for each in contacts])):
        event = recorded.event
        address = getattr(event, "address", None)
        shown[recorded.position] = {
            "said": getattr(event, "said", None),
            "address": address.model_dump(mode="json") if address else None,
            "variables": getattr(event, "variables", None),
            "message_id": getattr(event, "message_id", None),
            "content_sha256": getattr(event, "content_sha256", None),
        }
    return shown
