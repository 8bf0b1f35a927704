"""What was written while records were one person, when they are so no more: each event stays on its record.

What a source said of a record goes with it. What was said of the whole person stands where it was written, and may
be the other's: it is listed, so that a human can record it in error here and anew there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.description import SELF
from domain.dossier import combine
from domain.events import (
    CandidateAbsorbed,
    CandidateIngested,
    CandidateMerged,
    ConsentRefused,
    ConsentWithdrawn,
    ContactPointInvalid,
    ContactPointVerified,
    ContactPreferenceSet,
    DifferentPeopleAsserted,
    MergeReversed,
    ObjectionRaised,
    ProcessingRestricted,
    ProfileConfirmed,
    ProfileUpdated,
    RecordArchived,
    RecordReviewed,
    RestrictionLifted,
    SamePersonAsserted,
    Unsubscribed,
)
from domain.links import Links
from domain.record import STEPS, Record, fold
from domain.recorded import Recorded, effective

OF_THE_RECORD: frozenset[type] = frozenset(
    {
        # what a source says of its own record, and what people found of that
        *(CandidateIngested, ProfileUpdated, RecordReviewed, RecordArchived),
        # written to every record that it concerns
        *(ProfileConfirmed, ContactPointVerified, ContactPointInvalid, ConsentWithdrawn, ConsentRefused),
        *(Unsubscribed, ObjectionRaised, ContactPreferenceSet, ProcessingRestricted, RestrictionLifted),
        # which records are one person
        *(CandidateMerged, CandidateAbsorbed, MergeReversed, DifferentPeopleAsserted, SamePersonAsserted),
    }
)
OF_THE_PERSON: frozenset[type] = frozenset(STEPS) - OF_THE_RECORD
"""All else: contacts, notes, tags, pools, consents given, applications, what a human chose or accepted."""


@dataclass(frozen=True, slots=True)
class Leftover:
    position: int
    type: str
    stream: UUID
    """The record that it was written on, and stays on."""
    kept_by: UUID
    """The person that the record belongs to since."""
    recorded_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Parting:
    position: int
    """Of the first event of the reversal."""
    people: tuple[tuple[UUID, ...], ...]
    """The records of each person there was right after it, the survivor's first."""
    left: tuple[Leftover, ...]
    """In the order of positions; without what was recorded in error since."""


def parting(events: Iterable[Recorded], position: int) -> Parting | None:
    """What a reversal parted, by the position of any of its events; None where there was no reversal.

    `events` are of everyone who was ever joined to one of them, in the order of positions.
    """
    history = list(events)
    found = next((each for each in history if each.position == position), None)
    if found is None:
        return None
    sent = found.meta.actor, found.meta.command_id
    command = [each for each in history if (each.meta.actor, each.meta.command_id) == sent]
    if not any(isinstance(each.event, MergeReversed) for each in command):
        return None
    first, last = command[0].position, command[-1].position
    people = _people([each for each in history if each.position <= last], {each.stream for each in command})
    kept_by = {stream: members[0] for members in people for stream in members}
    left = [
        Leftover(
            each.position,
            each.event.type,
            each.stream,
            kept_by[each.stream],
            each.recorded_at,
            each.meta.hands[0],
        )
        for each, joined in _joined(effective(history), first)
        if _of_the_person(each) and len({kept_by[one] for one in joined if one in kept_by}) > 1
    ]
    return Parting(first, people, tuple(left))


def _of_the_person(recorded: Recorded) -> bool:
    """What somebody says of themselves is said of the person, on whichever record it stands."""
    return type(recorded.event) in OF_THE_PERSON or (
        isinstance(recorded.event, ProfileUpdated) and recorded.meta.source == SELF
    )


def _joined(history: Iterable[Recorded], until: int) -> Iterable[tuple[Recorded, frozenset[UUID]]]:
    """Each event before position `until`, with the records that were one person with its own when it was written."""
    links: dict[UUID, Links] = {}
    groups: dict[UUID, frozenset[UUID]] = {}
    for each in history:
        if each.position >= until:
            return
        part, step = STEPS.get(type(each.event), ("", None))
        if part == "links" and step is not None:
            links[each.stream] = step(links.get(each.stream, Links()), each.event, each)
            groups = {}
        if each.stream not in groups:
            group = _group(each.stream, links)
            groups |= dict.fromkeys(group, group)
        yield each, groups[each.stream]


def _group(stream: UUID, links: Mapping[UUID, Links]) -> frozenset[UUID]:
    found: set[UUID] = set()
    waiting = [stream]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += links[each].neighbours() if each in links else ()
    return frozenset(found)


def _people(history: Iterable[Recorded], streams: Iterable[UUID]) -> tuple[tuple[UUID, ...], ...]:
    """Whom these streams belong to, each person's records in the dossier's order; the oldest person first."""
    by_stream: dict[UUID, list[Recorded]] = {}
    for each in history:
        by_stream.setdefault(each.stream, []).append(each)
    records = {stream: record for stream, found in by_stream.items() if (record := fold(found))}
    links = {stream: record.links for stream, record in records.items()}
    groups = {_group(stream, links) for stream in streams}
    dossiers = [combine([records[each] for each in group]) for group in groups]
    return tuple(each.members for each in sorted(dossiers, key=lambda each: _oldest(each.records)))


def _oldest(records: Iterable[Record]) -> int:
    return min(record.first_position for record in records)
