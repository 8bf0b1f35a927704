"""GET /v1/findings: what is not as it should be, over a period."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Query, Response

from api.http.answering import answered
from api.http.caller import Overseer
from api.http.freshness import Freshly
from api.http.moments import RequiredMoment
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from projections.findings import Findings, findings

router = keyed_router("follow")


@router.get(
    "/findings",
    summary="What is not as it should be: contacts without basis, consents claimed late, keys lost …",
    dependencies=[Depends(Freshly())],
    response_class=Response,
    responses={200: {"model": Findings}, **problem_docs("not_yet")},
)
def of_period(
    caller: Overseer,  # noqa: ARG001
    rooms: InRooms,
    begin: Annotated[RequiredMoment, Query(alias="from", description="From this moment on (RFC 3339).")],
    end: Annotated[RequiredMoment, Query(alias="to", description="Until before this one.")],
) -> Response:
    """Ids and codes, no personal data. docs/auditor.md says what each kind means."""
    with rooms.readers.connection() as connection:
        found = findings(rooms.ledger, connection, begin, end, datetime.now(UTC))
    return answered(found, found.read_at)
