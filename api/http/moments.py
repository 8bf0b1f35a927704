"""A moment in a query: RFC 3339 with its zone, within what a person's history may hold."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime, Field

RequiredMoment = Annotated[
    AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))
]
Moment = Annotated[
    RequiredMoment | None,
    Query(description="Now, if left out. RFC 3339 with a zone; `+` is written as `%2B`."),
]
