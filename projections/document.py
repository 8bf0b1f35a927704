"""The dossier as it is shown: one JSON document per person, stored as it is sent.

Of what is sealed it holds what `reading.OPENED` names; the rest is opened from the ledger for those who may read
it.
"""

from dataclasses import fields
from datetime import datetime
from functools import cache
from operator import attrgetter
from uuid import UUID

import msgspec
from pydantic import TypeAdapter

from domain import measures, tiers
from domain.activity import Band
from domain.application import Application, Stage
from domain.description import HeldDocument
from domain.dossier import Dossier
from domain.employment import Employment
from domain.entries import Entry, entries
from domain.events import TierFinding
from domain.knowing import Interest, Owner, Tagged
from domain.measures import Grounds
from domain.pools import Stay
from domain.profile import Profile
from domain.reach import Setting
from domain.record import Record
from domain.tiering import Assigned, Fit
from domain.value import value
from domain.vocabulary import DataClass, Status, Tier


@value
class ShownRecord:
    """One source's record of the person."""

    stream: UUID
    version: int
    first_position: int
    last_position: int
    sources: tuple[str, ...]
    absorbed_into: UUID | None
    void: bool
    """Its ingest was recorded in error."""
    breaks: int
    """Events that broke a rule and were accepted as claimed history."""
    corrected: tuple[int, ...]
    """Positions that were recorded in error."""


@value
class ShownContacts:
    outbound: int
    inbound: int
    replies: int
    last_outbound_at: datetime | None
    last_inbound_at: datetime | None
    last_reply_at: datetime | None


@value
class ShownProposal:
    """What a policy sees in the person, and the tier that it proposes while they are as active as a band says."""

    policy: str
    findings: tuple[TierFinding, ...]
    by_band: dict[Band, Tier]


@value
class Document:
    candidate: UUID
    position: int
    """The last event that changed anything of it."""
    last_recorded_at: datetime
    last_happened_at: datetime
    status: Status
    void: bool
    forgotten: tuple[DataClass, ...]
    records: tuple[ShownRecord, ...]
    """The survivor's first."""
    profile: Profile
    tags: dict[str, Tagged]
    interests: dict[str, Interest]
    owners: dict[str, Owner]
    """By role."""
    notes: int
    tier: Assigned | None
    """As a human decided, last."""
    fits: dict[str, Fit]
    """By aspect."""
    proposed_tier: ShownProposal
    measured: Grounds
    """What freshness and effectiveness rest on."""
    pools: tuple[str, ...]
    stays: tuple[Stay, ...]
    contacts: ShownContacts
    stages: dict[UUID, Stage]
    """By application."""
    applications: dict[UUID, Application]
    employments: dict[UUID, Employment]
    documents: tuple[HeldDocument, ...]
    settings: dict[str, Setting]
    """By name: jurisdiction, controller, time_zone, language."""
    entries: tuple[Entry, ...]
    """What can be reviewed, and how far that has come."""
    different: tuple[UUID, ...]
    """Records that were asserted to be somebody else."""


@cache
def document_json() -> TypeAdapter[Document]:
    """To and from JSON, made when it is asked for."""
    return TypeAdapter(Document)


UNKNOWN = frozenset({"unmapped", "sensitive"})
"""What only an open seal could tell of a profile."""


def as_json(dossier: Dossier) -> bytes:
    """A `Document`, without what is `UNKNOWN`. It is written straight from the dossier, which is most of a rebuild."""
    contacts, journey, records = dossier.contacts, dossier.journey, dossier.records
    return _encode(
        {
            "candidate": dossier.candidate,
            "position": max(map(_position, records)),
            "last_recorded_at": max(map(_recorded_at, records)),
            "last_happened_at": max(map(_happened_at, records)),
            "status": dossier.status,
            "void": dossier.void,
            "forgotten": dossier.forgotten,
            "records": [_shown(record) for record in records],
            "profile": _Told(*_told(dossier.profile)),
            "tags": dossier.knowing.tags,
            "interests": dossier.knowing.interests,
            "owners": {role: held for role, held in dossier.knowing.owners.items() if held.owner},
            "notes": dossier.knowing.notes,
            "tier": dossier.tiering.assigned,
            "fits": dossier.tiering.fits,
            "proposed_tier": _proposed(dossier),
            "measured": measures.grounds(dossier),
            "pools": dossier.pools,
            "stays": dossier.stays,
            "contacts": {
                "outbound": contacts.outbound,
                "inbound": contacts.inbound,
                "replies": contacts.replies,
                "last_outbound_at": contacts.last_outbound_at,
                "last_inbound_at": contacts.last_inbound_at,
                "last_reply_at": contacts.last_reply_at,
            },
            "stages": {key: each.stage for key, each in journey.applications.items()},
            "applications": journey.applications,
            "employments": journey.employments,
            "documents": [held for record in records for held in record.described.documents],
            "settings": dossier.settings,
            "entries": [entry for record in records for entry in entries(record)],
            "different": sorted(dossier.different),
        }
    )


TOLD = tuple(each.name for each in fields(Profile) if each.name not in UNKNOWN)
_told, _Told = attrgetter(*TOLD), msgspec.defstruct("_Told", TOLD)
_position, _recorded_at, _happened_at = map(attrgetter, ("last_position", "last_recorded_at", "last_happened_at"))
_encode = msgspec.json.Encoder(enc_hook=attrgetter("__dict__")).encode
"""What msgspec does not know are pydantic's models."""


def _proposed(dossier: Dossier) -> object:
    known = tiers.seen(dossier)
    return _NOTHING_PROPOSED if known is tiers.NOTHING_SEEN else _proposal(known)


def _proposal(known: tuple[tiers.Seen, ...]) -> dict[str, object]:
    """A `ShownProposal`."""
    return {"policy": tiers.DEFAULT, "findings": known, "by_band": tiers.by_band(known)}


_NOTHING_PROPOSED = msgspec.Raw(_encode(_proposal(tiers.NOTHING_SEEN)))
"""Of half of all people, as it is written."""


def _shown(record: Record) -> dict[str, object]:
    """A `ShownRecord`."""
    return {
        "stream": record.stream,
        "version": record.version,
        "first_position": record.first_position,
        "last_position": record.last_position,
        "sources": list(record.described.sources),
        "absorbed_into": record.links.absorbed_into,
        "void": record.void,
        "breaks": record.marks.breaks,
        "corrected": record.marks.corrected,
    }
