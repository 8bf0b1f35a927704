"""The dossier as it is shown: one JSON document per person, stored as it is sent.

Of what is sealed it holds what `reading.OPENED` names; the rest is opened from the ledger for those who may read
it.
"""

from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from uuid import UUID

import msgspec
from pydantic import TypeAdapter

from domain.application import Application, Stage
from domain.description import HeldDocument
from domain.dossier import Dossier
from domain.employment import Employment
from domain.entries import Entry, entries
from domain.knowing import Interest, Owner, Tagged
from domain.pools import Stay
from domain.profile import Profile
from domain.reach import Setting
from domain.record import Record
from domain.value import value
from domain.vocabulary import DataClass, Status


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


DOCUMENT: TypeAdapter[Document] = TypeAdapter(Document)
UNKNOWN = frozenset({"unmapped", "sensitive"})
"""What only an open seal could tell of a profile."""


def document(dossier: Dossier) -> Document:
    contacts, records = dossier.contacts, dossier.records
    return Document(
        candidate=dossier.candidate,
        position=max(record.last_position for record in records),
        last_recorded_at=max(record.last_recorded_at for record in records),
        last_happened_at=max(record.last_happened_at for record in records),
        status=dossier.status,
        void=dossier.void,
        forgotten=dossier.forgotten,
        records=tuple(_shown(record) for record in records),
        profile=dossier.profile,
        tags=dossier.knowing.tags,
        interests=dossier.knowing.interests,
        owners={role: held for role, held in dossier.knowing.owners.items() if held.owner},
        notes=dossier.knowing.notes,
        pools=dossier.pools,
        stays=dossier.stays,
        contacts=ShownContacts(
            contacts.outbound,
            contacts.inbound,
            contacts.replies,
            contacts.last_outbound_at,
            contacts.last_inbound_at,
            contacts.last_reply_at,
        ),
        stages={key: each.stage for key, each in dossier.journey.applications.items()},
        applications=dossier.journey.applications,
        employments=dossier.journey.employments,
        documents=tuple(held for record in records for held in record.described.documents),
        settings=dossier.settings,
        entries=tuple(entry for record in records for entry in entries(record)),
        different=tuple(sorted(dossier.different)),
    )


def as_json(dossier: Dossier) -> bytes:
    """As `DOCUMENT` gives it, without what is `UNKNOWN`, in two thirds of the time."""
    shown = dict(zip(WHOLE, _whole(document(dossier)), strict=True))
    shown["profile"] = dict(zip(TOLD, _told(dossier.profile), strict=True))
    return _encode(shown)


WHOLE = tuple(each.name for each in fields(Document))
TOLD = tuple(each.name for each in fields(Profile) if each.name not in UNKNOWN)
_whole, _told = attrgetter(*WHOLE), attrgetter(*TOLD)
_encode = msgspec.json.Encoder(enc_hook=attrgetter("__dict__")).encode
"""What msgspec does not know are pydantic's models."""


def _shown(record: Record) -> ShownRecord:
    return ShownRecord(
        record.stream,
        record.version,
        record.first_position,
        record.last_position,
        tuple(record.described.sources),
        record.links.absorbed_into,
        record.void,
        record.marks.breaks,
        record.marks.corrected,
    )
