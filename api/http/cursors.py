"""Cursors are made and read by the lists themselves; here what is none becomes a problem."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import psycopg
from fastapi import Query

from api.http.problem import Problem

Cursor = Annotated[str | None, Query(max_length=512, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=500, description="How many, at most.")]


@contextmanager
def cursor_checked() -> Iterator[None]:
    """A cursor that this list did not give out is `bad_cursor`, whatever it holds."""
    try:
        yield
    except (ValueError, psycopg.DataError) as error:
        raise Problem("bad_cursor") from error
