"""An answer about somebody nobody knows is no answer; nor is one about somebody who was erased."""

from typing import Any
from uuid import UUID

from psycopg import Connection

from api.http.problem import Problem
from domain.dossier import Dossier
from ledger.ledger import Ledger
from projections.dossiers import get_dossier


def known_dossier(ledger: Ledger, candidate: UUID) -> tuple[Dossier, int]:
    """The person, folded anew from the ledger, and the position that it was read at. What it shows is on disk.

    Raises Problem `no_such_candidate` or `erased`.
    """
    read_at = ledger.store.head()
    dossier, _ = ledger.dossier(candidate)
    if dossier is None or (dossier.void and not any(record.marks.corrected for record in dossier.records)):
        raise Problem("no_such_candidate")
    if dossier.erased:
        raise Problem("erased")
    ledger.store.durable()
    return dossier, read_at


def require_known(connection: Connection[Any], candidate: UUID, *, or_parked: bool = False) -> None:
    """Raises Problem `no_such_candidate`, or `parked` where nothing of the person could be folded."""
    found = get_dossier(connection, candidate)
    if found is None:
        raise Problem("not_yet", "no read model was ever built")
    if found.candidate is None and not (found.parked and or_parked):
        raise Problem("parked" if found.parked else "no_such_candidate")
