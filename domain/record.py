"""One candidate stream, folded: what one source's record says, and all that was written on it.

`fold` is the truth. `evolve` carries a record on by one event and gives the same, but for
`recorded-in-error`: that takes back an event which is folded in already, so the record has to be folded anew
(`takes_back`).
A read model may store a record as JSON: `RECORD.dump_json` and `RECORD.validate_json`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from pydantic import TypeAdapter

from domain import consents, contacts, description, journey, knowing, links, pools
from domain.activity import Contribution, contribution
from domain.consents import Consents
from domain.contacts import Contacts
from domain.description import Described
from domain.events import (
    CandidateAbsorbed,
    CandidateIngested,
    CandidateMerged,
    CandidateTagged,
    CandidateUntagged,
    ConsentGiven,
    ConsentWithdrawn,
    ContactLogged,
    DifferentPeopleAsserted,
    DocumentAttached,
    IntentRecorded,
    InterestRecorded,
    MergeReversed,
    NoteRecorded,
    OwnerAssigned,
    PayExpected,
    ProfileConfirmed,
    ProfileUpdated,
    RecordedInError,
    Replied,
    TalentPoolEntered,
    TalentPoolLeft,
)
from domain.journey import Journey
from domain.knowing import Knowing
from domain.links import Links
from domain.marks import Marks, marked
from domain.pools import Stays
from domain.recorded import Recorded, Step, effective
from domain.vocabulary import DataClass, Status


@dataclass(frozen=True, slots=True)
class Record:
    stream: UUID
    first_position: int
    last_position: int
    version: int
    last_recorded_at: datetime
    last_happened_at: datetime
    """The latest of all, by the earlier of claimed and recorded."""
    described: Described = field(default_factory=Described)
    knowing: Knowing = field(default_factory=Knowing)
    stays: Stays = ()
    consents: Consents = field(default_factory=Consents)
    contacts: Contacts = field(default_factory=Contacts)
    journey: Journey = field(default_factory=Journey)
    links: Links = field(default_factory=Links)
    activity: tuple[Contribution, ...] = ()
    marks: Marks = field(default_factory=Marks)

    @property
    def void(self) -> bool:
        """There is no record here (any more): its ingest was recorded in error."""
        return self.described.ingested_position is None

    @property
    def forgotten(self) -> tuple[DataClass, ...]:
        return tuple(sorted(each for each, why in self.marks.unreadable.items() if why == "forgotten"))

    @property
    def erased(self) -> bool:
        """Who this was is forgotten. Known only where the seals were tried."""
        return DataClass.IDENTITY in self.forgotten

    @property
    def status(self) -> Status:
        return self.journey.status(self.described.status)

    @property
    def linked(self) -> tuple[UUID, ...]:
        """The records that a merge joins to this one directly."""
        return self.links.neighbours()


RECORD: TypeAdapter[Record] = TypeAdapter(Record)

STEPS: dict[type, tuple[str, Step]] = {
    CandidateIngested: ("described", description.ingested),
    ProfileUpdated: ("described", description.updated),
    ProfileConfirmed: ("described", description.confirmed),
    DocumentAttached: ("described", description.attached),
    CandidateTagged: ("knowing", knowing.tagged),
    CandidateUntagged: ("knowing", knowing.untagged),
    IntentRecorded: ("knowing", knowing.intended),
    InterestRecorded: ("knowing", knowing.interested),
    PayExpected: ("knowing", knowing.pay_expected),
    OwnerAssigned: ("knowing", knowing.owned),
    NoteRecorded: ("knowing", knowing.noted),
    TalentPoolEntered: ("stays", pools.entered),
    TalentPoolLeft: ("stays", pools.left),
    ConsentGiven: ("consents", consents.given),
    ConsentWithdrawn: ("consents", consents.withdrawn),
    ContactLogged: ("contacts", contacts.logged),
    Replied: ("contacts", contacts.replied),
    CandidateMerged: ("links", links.merged),
    CandidateAbsorbed: ("links", links.absorbed),
    MergeReversed: ("links", links.reversed_),
    DifferentPeopleAsserted: ("links", links.different),
    **{event: ("journey", step) for event, step in journey.STEPS.items()},
}
"""Which part of a record an event changes, and how."""


def evolve(record: Record | None, recorded: Recorded) -> Record:
    """The record after one more event of its stream. Never raises on what is forgotten."""
    if record is None:
        record = Record(
            stream=recorded.stream,
            first_position=recorded.position,
            last_position=recorded.position,
            version=recorded.version,
            last_recorded_at=recorded.recorded_at,
            last_happened_at=recorded.happened_at,
        )
    event = recorded.event
    kind = type(event)
    part, after = "", cast(Any, None)
    if kind in STEPS:
        part, step = STEPS[kind]
        after = step(getattr(record, part), event, recorded)
    happened_at = recorded.happened_at
    counted = contribution(recorded)
    marks = record.marks
    if event.breaks or recorded.unreadable or kind is RecordedInError:
        marks = marked(marks, recorded)
    return Record(
        record.stream,
        record.first_position,
        recorded.position,
        recorded.version,
        recorded.recorded_at,
        max(happened_at, record.last_happened_at),
        after if part == "described" else record.described,
        after if part == "knowing" else record.knowing,
        after if part == "stays" else record.stays,
        after if part == "consents" else record.consents,
        after if part == "contacts" else record.contacts,
        after if part == "journey" else record.journey,
        after if part == "links" else record.links,
        (*record.activity, counted) if counted else record.activity,
        marks,
    )


def fold(history: Iterable[Recorded]) -> Record | None:
    """The record as its effective history makes it; None without events."""
    events = list(history)
    record = None
    for recorded in effective(events):
        record = evolve(record, recorded)
    if record is None or record.first_position == events[0].position:
        return record
    return replace(record, first_position=events[0].position)


def takes_back(recorded: Recorded) -> bool:
    """Whether the stream has to be folded anew, instead of being carried on by `evolve`."""
    return type(recorded.event) is RecordedInError
