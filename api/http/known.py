"""An empty answer about somebody nobody knows is no answer."""

from typing import Any
from uuid import UUID

from psycopg import Connection

from api.http.problem import Problem
from projections.dossiers import get_dossier


def require_known(connection: Connection[Any], candidate: UUID, *, or_parked: bool = False) -> None:
    """Raises Problem `no_such_candidate`, or `parked` where nothing of the person could be folded."""
    found = get_dossier(connection, candidate)
    if found is None:
        raise Problem("not_yet", "no read model was ever built")
    if found.candidate is None and not (found.parked and or_parked):
        raise Problem("parked" if found.parked else "no_such_candidate")
