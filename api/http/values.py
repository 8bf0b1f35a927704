"""GET /v1/candidates/{id}/values: who said what and when, of every value, and why the others did not survive."""

from uuid import UUID

import orjson
from fastapi import Response
from pydantic import BaseModel, TypeAdapter

from api.http.answering import answered
from api.http.caller import PersonReader
from api.http.known import known_dossier
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.values import Values, values

router = keyed_router("history")
VALUES: TypeAdapter[Values] = TypeAdapter(Values)


class ShownValues(BaseModel):
    candidate: UUID
    values: Values


@router.get(
    "/candidates/{candidate}/values",
    summary="Who said what and when, of every value, and why the others did not survive",
    response_class=Response,
    responses={200: {"model": ShownValues}, **problem_docs("no_such_candidate", "erased")},
)
def of_candidate(caller: PersonReader, rooms: InRooms, candidate: UUID) -> Response:  # noqa: ARG001
    """Of attributes with `one` value, the one that survived and its rivals; of `many`, everyone who says each.

    Read from the ledger itself, so it is never behind.
    """
    dossier, read_at = known_dossier(rooms.ledger, candidate)
    found = orjson.Fragment(VALUES.dump_json(values(dossier)))
    return answered({"candidate": dossier.candidate, "values": found}, read_at)
