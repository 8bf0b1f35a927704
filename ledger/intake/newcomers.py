"""People whom nobody knows yet: most of a first import. Their event is written straight from the draft.

`IngestRecord`, the rules and `CandidateIngested` would check and copy what the draft holds already: a third of an
import's work. They are asked as soon as there is anything to weigh or to derive; a property test holds both ways
to the same bytes.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from domain.decisions.ingest import IngestRecord
from domain.events import CandidateIngested
from domain.vocabulary import DataClass
from ledger.canonical import canonical
from ledger.codec import Draft as EventDraft
from ledger.envelope import Origin, envelope, new_id, new_id_spelt
from ledger.intake.careers import said
from ledger.intake.draft import Draft

INGESTED = CandidateIngested.model_fields["type"].default


def is_plain(draft: Draft) -> bool:
    """Nothing of it has to be checked, weighed or derived."""
    return (
        draft.sure
        and draft.years is None
        and not draft.sensitive
        and "born" not in draft.identity
        and "career_start" not in draft.background
        and len(draft.background["educations"]) <= 1
    )


def ingested(draft: Draft, stream: UUID, external_id: str | None, origin: Origin) -> EventDraft:
    """The first event of a new record; `draft` is plain."""
    educations = draft.background["educations"]
    facts = said(
        row=draft.row,
        status=draft.status,
        region=draft.region,
        education_level=educations[0].get("level") if educations else None,
    )
    identity: dict[str, Any] = {"person": draft.identity}
    if external_id is not None:
        identity["external_id"] = external_id
    parts = {(stream, DataClass.IDENTITY): identity, (stream, DataClass.CAREER): {"career": draft.background}}
    if draft.unmapped:
        parts[stream, DataClass.UNMAPPED] = {"unmapped": draft.unmapped}
    meta = _envelope(origin) | {"event_id": new_id_spelt(), "command_id": new_id_spelt()}
    return EventDraft(stream, 1, INGESTED, meta, facts, parts)


@lru_cache(maxsize=16)
def _envelope(origin: Origin) -> dict[str, Any]:
    """Of all events of one origin, but for the ids."""
    meta = envelope(origin, IngestRecord(candidate=new_id(), source=origin.source), new_id())
    said: dict[str, Any] = orjson.loads(canonical(meta))
    return said
