"""A moment in a query: RFC 3339 with its zone, within what a person's history may hold."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query
from pydantic import AwareDatetime, Field

from api.http.problem import Problem

RequiredMoment = Annotated[
    AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))
]
Moment = Annotated[
    RequiredMoment | None,
    Query(description="Now, if left out. RFC 3339 with a zone; `+` is written as `%2B`."),
]
CLOCKS_DIFFER = timedelta(minutes=1)


def _now_or_later(at: Moment = None) -> datetime:
    now = datetime.now(UTC)
    if at is not None and at < now - CLOCKS_DIFFER:
        raise Problem("past_not_kept")
    return at or now


NowOrLater = Annotated[datetime, Depends(_now_or_later)]
"""Of what is answered from people as they are now: how time alone will change it. Raises Problem for the past."""
