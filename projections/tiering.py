"""One person's tier: as a human decided, and as the policy proposes at a moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection

from domain import activity, tiers
from domain.events import TierFinding
from domain.tiers import Proposal

TOLD = """
    SELECT c.position, d.dossier, a.rank, d.document::jsonb -> 'tier', d.document::jsonb -> 'fits',
           d.document::jsonb #> '{proposed_tier,findings}'
    FROM read.checkpoint c
    LEFT JOIN read.dossiers asked ON asked.dossier = %s
    LEFT JOIN read.dossiers d ON d.dossier = coalesce(asked.merged_into, asked.dossier)
    LEFT JOIN read.activity a ON a.dossier = d.dossier
    WHERE c.projection = 'people' AND c.live
"""


@dataclass(frozen=True, slots=True)
class Told:
    read_at: int
    candidate: UUID | None
    """The person that the id leads to; None if nobody is known."""
    assigned: dict[str, Any] | None
    fits: dict[str, Any]
    proposed: Proposal | None


def tier_of(connection: Connection[Any], candidate: UUID, at: datetime) -> Told | None:
    """None before the read model was ever built."""
    row = connection.execute(TOLD, (candidate,)).fetchone()
    if row is None:
        return None
    read_at, dossier, rank, assigned, fits, findings = row
    if not findings:
        return Told(read_at, dossier, None, {}, None)
    weights = activity.policy()
    band = activity.band(activity.score_at(rank, at, weights), weights)
    known = tuple(TierFinding.model_validate_json(orjson.dumps(each)) for each in findings)
    return Told(read_at, dossier, assigned, fits, tiers.proposal(known, band))
