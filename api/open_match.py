"""An open pair as JSON: both people side by side, what the engine saw, and who would survive a merge."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from domain.events import MatchAssessed, MatchZone
from domain.explanation import Waterfall, stored
from domain.side_by_side import Compared, side_by_side, survivor
from domain.vocabulary import Status
from projections.document import Document, document_json
from projections.doubted_merges import DoubtedMerge
from projections.matches import OpenMatch


class Side(BaseModel):
    """One of the two people, in brief."""

    candidate: UUID
    name: str | None
    status: Status
    records: int
    sources: list[str]
    first_position: int


class ShownMatch(BaseModel):
    position: int
    """Of the event that holds the evidence."""
    assessed_at: str
    zone: MatchZone
    posterior: float
    weight: float
    """Bits."""
    conflict: bool
    """One pair would join the two dossiers and another forbids it."""
    records: tuple[UUID, UUID]
    """The two that were compared, the later first."""
    sides: tuple[Side, Side]
    """The people that they belong to, in the same order."""
    side_by_side: tuple[Compared, ...]
    survivor: UUID
    """Whom a merge would keep: a proposal."""
    evidence: Waterfall


class ShownDoubt(BaseModel):
    position: int
    """Of the event that questions the merge."""
    questioned_at: str
    candidate: UUID
    """Whose dossier it is."""
    absorbed: UUID
    survivor: UUID
    policy: str
    """That merged them."""
    records: tuple[UUID, UUID]
    """The two that speak most for the merge."""
    posterior: float
    conflict: bool
    """Some pair of records across the two contradicts."""
    evidence: Waterfall


def doubt(merge: DoubtedMerge) -> dict[str, Any]:
    numbers = {"weight": merge.weight, "posterior": merge.posterior, "conflict": merge.conflict}
    seen = {"other": merge.other, "zone": MatchZone.LIKELY, "model": merge.model, **numbers}
    waterfall = stored(MatchAssessed.model_validate(seen | orjson.loads(merge.findings)))
    return ShownDoubt(
        position=merge.position,
        questioned_at=merge.recorded_at.isoformat(),
        candidate=merge.candidate,
        absorbed=merge.absorbed,
        survivor=merge.survivor,
        policy=merge.policy,
        records=(merge.record, merge.other),
        posterior=merge.posterior / 1_000_000,
        conflict=merge.conflict,
        evidence=replace(waterfall, zone="questioned"),
    ).model_dump(mode="json")


def shown(match: OpenMatch) -> dict[str, Any]:
    one, other = (document_json().validate_json(each) for each in match.documents)
    return ShownMatch(
        position=match.position,
        assessed_at=match.recorded_at.isoformat(),
        zone=match.zone,
        posterior=match.posterior / 1_000_000,
        weight=match.weight / 1_000,
        conflict=match.conflict,
        records=(match.stream, match.other),
        sides=(_side(one), _side(other)),
        side_by_side=side_by_side(one.profile, other.profile),
        survivor=survivor([(each.candidate, each.profile, _since(each)) for each in (one, other)]),
        evidence=stored(_seen(match)),
    ).model_dump(mode="json")


def _side(document: Document) -> Side:
    return Side(
        candidate=document.candidate,
        name=document.profile.name.full if document.profile.name else None,
        status=document.status,
        records=len(document.records),
        sources=list(dict.fromkeys(source for record in document.records for source in record.sources)),
        first_position=_since(document),
    )


def _since(document: Document) -> int:
    return min(record.first_position for record in document.records)


def _seen(match: OpenMatch) -> MatchAssessed:
    numbers = {"weight": match.weight, "posterior": match.posterior, "conflict": match.conflict}
    said = {"other": match.other, "zone": match.zone, "model": match.model, **numbers}
    return MatchAssessed.model_validate(said | orjson.loads(match.findings))
