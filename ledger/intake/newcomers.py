"""People whom nobody knows yet: most of a first import. Their event is written straight from the draft.

`IngestRecord`, the rules and `CandidateIngested` would check and copy what the draft holds already: a third of an
import's work. They are asked as soon as there is anything to weigh or to derive; a property test holds both ways
to the same bytes.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from domain.decisions.ingest import IngestRecord
from domain.events import CandidateIngested
from ledger.canonical import canonical
from ledger.codec import Draft as EventDraft
from ledger.codec import personal_parts
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
    fields = said(
        row=draft.row,
        status=draft.status,
        person=draft.identity,
        career=draft.background,
        external_id=external_id,
        unmapped=draft.unmapped or None,
        region=draft.region,
        education_level=_level(draft.background["educations"]),
    )
    meta = _envelope(origin) | {"event_id": new_id_spelt(), "command_id": new_id_spelt()}
    parts = personal_parts(CandidateIngested, stream, fields)
    return EventDraft(stream, 1, INGESTED, meta, fields, parts)


def _level(educations: Iterable[Mapping[str, Any]]) -> str | None:
    return next((education.get("level") for education in educations), None)


@lru_cache(maxsize=16)
def _envelope(origin: Origin) -> dict[str, Any]:
    """Of all events of one origin, but for the ids."""
    meta = envelope(origin, IngestRecord(candidate=new_id(), source=origin.source), new_id())
    said: dict[str, Any] = orjson.loads(canonical(meta))
    return said
