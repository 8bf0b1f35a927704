"""One person's freshness and effectiveness at a moment, with the events that they rest on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from pydantic import TypeAdapter

from domain import measures
from domain.measures import Effective, Freshness, Grounds

TOLD = """
    SELECT c.position, d.dossier, (d.document::json -> 'measured')::text
    FROM read.checkpoint c
    LEFT JOIN read.dossiers asked ON asked.dossier = %s
    LEFT JOIN read.dossiers d ON d.dossier = coalesce(asked.merged_into, asked.dossier)
    WHERE c.projection = 'people' AND c.live
"""
_GROUNDS: TypeAdapter[Grounds] = TypeAdapter(Grounds)


@dataclass(frozen=True, slots=True)
class Measured:
    read_at: int
    candidate: UUID
    policy: str
    freshness: Freshness
    effective: Effective


def measured(connection: Connection[Any], candidate: UUID, at: datetime) -> Measured | None:
    """None where nobody is known."""
    row = connection.execute(TOLD, (candidate,)).fetchone()
    if row is None or row[2] is None:
        return None
    known = _GROUNDS.validate_json(row[2])
    fresh, effective = measures.freshness(known, at), measures.effective(known, at)
    return Measured(row[0], row[1], measures.DEFAULT, fresh, effective)
