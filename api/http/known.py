"""An empty answer about somebody nobody knows is no answer."""

from typing import Any
from uuid import UUID

from psycopg import Connection

from api.http.problem import Problem
from projections.dossiers import get_dossier


def require_known(connection: Connection[Any], candidate: UUID) -> None:
    """Raises Problem `no_such_candidate`, or `parked` where all that is known could not be folded."""
    found = get_dossier(connection, candidate)
    if found is None or found.candidate is None:
        raise Problem("parked" if found and found.parked else "no_such_candidate")
