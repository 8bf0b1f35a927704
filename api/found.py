"""Whoever was found, in brief: what a list shows of a person, and where the words stand that were looked for."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from domain.activity import Band
from domain.search.conditions import Said
from domain.search.highlight import highlights
from domain.vocabulary import Intent, Status, Tier
from projections.searching import Hit


class Matched(BaseModel):
    field: str
    text: str
    spans: list[tuple[int, int]]
    """Begin and end of each match in `text`, in Unicode code points."""


class Found(BaseModel):
    candidate: UUID
    name: str | None
    headline: str | None
    employer: str | None
    city: str | None
    region: str | None
    intent: Intent | None
    status: Status | None
    tier: Tier | None
    tags: list[str]
    owners: list[str]
    score: float
    band: Band
    updated_at: datetime
    relevance: float | None
    """Of a search by relevance; only its order means anything."""
    matches: list[Matched]


def shown(hit: Hit, said: list[Said]) -> dict[str, Any]:
    """As `Found`, ready for JSON."""
    document = orjson.loads(hit.document)
    profile = document["profile"]
    jobs: list[dict[str, Any]] = profile.get("employments") or [{}]
    present = next((job for job in jobs if job.get("current")), jobs[0])
    return {
        "candidate": hit.candidate,
        "name": (profile.get("name") or {}).get("full"),
        "headline": profile.get("headline") or present.get("title"),
        "employer": present.get("employer"),
        "city": (profile.get("place") or {}).get("city"),
        "region": profile.get("region"),
        "intent": profile.get("intent"),
        "status": document.get("status"),
        "tier": (document.get("tier") or {}).get("tier"),
        "tags": list(document.get("tags") or ()),
        "owners": sorted({held["owner"] for held in (document.get("owners") or {}).values()}),
        "score": round(hit.score, 3),
        "band": hit.band,
        "updated_at": hit.updated_at,
        "relevance": hit.relevance,
        "matches": [each._asdict() for each in highlights(document, said)],
    }
