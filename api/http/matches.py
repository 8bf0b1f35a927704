"""Pairs of records that may be one person's: those that wait for a human, and the evidence of any."""

from datetime import UTC, datetime
from uuid import UUID

import orjson
from fastapi import Depends, Response
from pydantic import BaseModel, TypeAdapter

from api.http.answering import answered
from api.http.caller import PersonReader, WholeReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.known import known_dossier
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from api.open_match import ShownDoubt, ShownMatch, doubt, shown
from domain.explanation import Explanation, explained
from projections.dossiers import population
from projections.doubted_merges import doubted_merges
from projections.matches import open_matches

router = keyed_router("matches")
EXPLANATION: TypeAdapter[Explanation] = TypeAdapter(Explanation)


class MatchPage(BaseModel):
    items: list[ShownMatch]
    next: str | None


class QuestionedPage(BaseModel):
    items: list[ShownDoubt]
    next: str | None


@router.get(
    "/matches",
    summary="Pairs that may be one person and wait for a human, the strongest first",
    dependencies=[Depends(Freshly("people"))],
    response_class=Response,
    responses={200: {"model": MatchPage}, **problem_docs("bad_cursor", "not_yet")},
)
def waiting(caller: WholeReader, rooms: InRooms, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Without those that were merged, asserted different, or put off beyond today. Two people show once."""
    with rooms.readers.connection() as connection, cursor_checked():
        page = open_matches(connection, datetime.now(UTC), cursor=cursor, limit=limit)
    caller.shows(record for each in page.items for record in (each.stream, each.other))
    return answered({"items": [shown(each) for each in page.items], "next": page.next}, page.read_at)


@router.get(
    "/matches/questioned",
    summary="Merges by a policy that a newer model would not make, the least likely first",
    dependencies=[Depends(Freshly("people"))],
    response_class=Response,
    responses={200: {"model": QuestionedPage}, **problem_docs("bad_cursor", "not_yet")},
)
def questioned(caller: WholeReader, rooms: InRooms, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """They stand until a human answers: by taking the merge back, or by POST /v1/candidates/{absorbed}/same-person."""
    with rooms.readers.connection() as connection, cursor_checked():
        page = doubted_merges(connection, cursor=cursor, limit=limit)
    caller.shows(each.candidate for each in page.items)
    return answered({"items": [doubt(each) for each in page.items], "next": page.next}, page.read_at)


@router.get(
    "/candidates/{candidate}/matches/{other}",
    summary="Why two records are, or are not, taken for one person: field by field",
    response_class=Response,
    responses={200: {"model": Explanation}, **problem_docs("no_such_candidate", "erased", "same_candidate")},
)
def explanation(caller: PersonReader, rooms: InRooms, candidate: UUID, other: UUID) -> Response:  # noqa: ARG001
    """From the evidence that was stored; where there is none, computed now (`position` is null). Never behind."""
    if candidate == other:
        raise Problem("same_candidate")
    one, _ = known_dossier(rooms.ledger, candidate)
    two, read_at = known_dossier(rooms.ledger, other)
    with rooms.readers.connection() as connection:
        found = explained(one, two, (candidate, other), population(connection), rooms.ledger.models.current())
    return answered(orjson.Fragment(EXPLANATION.dump_json(found)), read_at)
