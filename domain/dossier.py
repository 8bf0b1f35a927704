"""One person: all their records combined. What people call the candidate."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from domain import (
    agenda,
    belonging,
    boundaries,
    consent_steps,
    contacts,
    journey,
    knowing,
    lists,
    pools,
    reach,
    reading,
    rights,
    tiering,
)
from domain.activity import Contribution
from domain.agenda import Agenda
from domain.application import Application
from domain.belonging import Belonging
from domain.boundaries import Boundaries
from domain.consents import Consents
from domain.contacts import Contacts
from domain.employment import Employment
from domain.journey import Journey
from domain.knowing import Knowing
from domain.lists import Lists
from domain.person import Place
from domain.pools import Stays
from domain.profile import Profile
from domain.reach import Setting
from domain.reading import Reading
from domain.record import Record
from domain.rights import Rights
from domain.survivorship import survive
from domain.tiering import Tiering
from domain.value import value
from domain.vocabulary import DataClass, Status


@value
class Dossier:
    """Combining is the same for any order of records, and taking one away undoes it."""

    candidate: UUID
    """The id of the survivor; every member's id leads here."""
    records: tuple[Record, ...]
    """The survivor's first, then by first position."""
    profile: Profile
    knowing: Knowing
    tiering: Tiering
    reading: Reading
    stays: Stays
    lists: Lists
    """Ids of the pools that the person was put on."""
    consents: Consents
    contacts: Contacts
    boundaries: Boundaries
    rights: Rights
    agenda: Agenda
    journey: Journey
    activity: tuple[Contribution, ...]
    """In the order of positions."""
    settings: dict[str, Setting]
    """By name: jurisdiction, controller, time_zone, language."""
    status: Status
    void: bool
    """No record is left: every ingest was recorded in error."""

    @property
    def members(self) -> tuple[UUID, ...]:
        return tuple([record.stream for record in self.records])

    @property
    def place(self) -> Place | None:
        """Where the person lives, as the profile has it."""
        return self.profile.place

    @property
    def pools(self) -> tuple[str, ...]:
        """Entered and not left."""
        return pools.current(self.stays)

    @property
    def erased(self) -> bool:
        return DataClass.IDENTITY in self.forgotten

    @property
    def forgotten(self) -> tuple[DataClass, ...]:
        if len(self.records) == 1:
            return self.records[0].forgotten
        return tuple(sorted({each for record in self.records for each in record.forgotten}))

    @property
    def belonging(self) -> Belonging:
        return belonging.together([record.belonging for record in self.records])

    @property
    def different(self) -> frozenset[UUID]:
        """Records that were asserted to be somebody else than one of these."""
        return frozenset([each for record in self.records for each in record.links.different])

    def record(self, stream: UUID) -> Record:
        """Raises KeyError for a stream that is not a member."""
        for record in self.records:
            if record.stream == stream:
                return record
        raise KeyError(stream)

    def but(self, consents: Consents) -> "Dossier":
        """The same person, if this were all that they had said yes and no to."""
        return replace(self, consents=consents)

    def application(self, application: UUID) -> tuple[Application | None, UUID]:
        """An application and the stream that it lives on; of an unknown one, None and the survivor's."""
        found = self.journey.applications.get(application)
        holds = (record.stream for record in self.records if application in record.journey.applications)
        return found, next(holds, self.candidate)

    def employment(self, employment: UUID) -> tuple[Employment | None, UUID]:
        """As `application`."""
        found = self.journey.employments.get(employment)
        holds = (record.stream for record in self.records if employment in record.journey.employments)
        return found, next(holds, self.candidate)


def _status(records: Sequence[Record]) -> Status:
    if len(records) == 1:
        return records[0].status
    given = max(records, key=lambda record: (not record.void, record.described.ingested_position or 0))
    return journey.together([record.journey for record in records]).status(given.described.status)


def _contributions(parts: Sequence[tuple[Contribution, ...]]) -> tuple[Contribution, ...]:
    if len(parts) == 1:
        return parts[0]
    return tuple(sorted((each for part in parts for each in part), key=lambda each: each.position))


TOGETHER: dict[str, Callable[[Sequence[Any]], Any]] = {
    "knowing": knowing.together,
    "tiering": tiering.together,
    "reading": reading.together,
    "stays": pools.together,
    "lists": lists.together,
    "consents": consent_steps.together,
    "contacts": contacts.together,
    "boundaries": boundaries.together,
    "rights": rights.together,
    "agenda": agenda.together,
    "journey": journey.together,
    "activity": _contributions,
}
"""What is combined from the part of the same name of all records, in order. Of one record it is that part."""
_alone = attrgetter(*TOGETHER, "reach.settings", "status", "void")
"""Of one record, all but the profile, in the order of a dossier's fields."""

MADE: dict[str, Callable[[Sequence[Record]], Any]] = {
    "profile": survive,
    "settings": lambda records: reach.settings(record.reach for record in records),
    "status": _status,
    "void": lambda records: all(record.void for record in records),
}
"""What is combined from all the records, in order."""


def _from_each(name: str, together: Callable[[Sequence[Any]], Any]) -> Callable[[Sequence[Record]], Any]:
    return lambda records: together([getattr(record, name) for record in records])


PARTS = {**{name: _from_each(name, together) for name, together in TOGETHER.items()}, **MADE}
"""Each part, from all the records in order."""


@cache
def dossier_json() -> TypeAdapter[Dossier]:
    """To and from JSON, made when it is asked for. `exclude={"records"}` leaves out what the rest was combined from."""
    return TypeAdapter(Dossier)


def combine(records: Sequence[Record]) -> Dossier:
    """The dossier of records that merges join, in any order. Raises ValueError without any."""
    if not records:
        raise ValueError("a dossier has at least one record")
    ordered = in_order(records)
    record = ordered[0]
    if len(ordered) == 1:
        return Dossier(record.stream, ordered, survive(ordered), *_alone(record))
    return Dossier(record.stream, ordered, **{name: part(ordered) for name, part in PARTS.items()})


def dossier_of(stream: UUID, load: Callable[[UUID], Record | None]) -> Dossier | None:
    """The person behind an id: every record that merges join to it. None if there is no such stream."""
    found: dict[UUID, Record] = {}
    waiting = [stream]
    while waiting:
        each = waiting.pop()
        record = None if each in found else load(each)
        if record is not None:
            found[each] = record
            waiting.extend(record.linked)
    return combine(list(found.values())) if found else None


def in_order(records: Sequence[Record]) -> tuple[Record, ...]:
    """The survivor first, then by first position."""
    if len(records) == 1:
        return tuple(records)
    members = {record.stream for record in records}
    return tuple(sorted(records, key=lambda one: (one.links.absorbed_into in members, one.first_position)))
