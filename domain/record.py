"""One candidate stream, folded: what one source's record says, and all that was written on it.

`fold` is the truth. `evolve` carries a record on by one event and gives the same, but for
`recorded-in-error` and `candidate-erased`: they take back what is folded in already, so the record has to be folded
anew (`takes_back`).
A read model may store a record as JSON: `record_json().dump_json` and `.validate_json`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import MISSING, field, fields, replace
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from domain import (
    agenda,
    boundaries,
    consent_steps,
    contacts,
    description,
    issued_link,
    journey,
    knowing,
    links,
    lists,
    matches,
    pools,
    preferences,
    reach,
    reading,
    reviews,
    rights,
    suggestions,
    tiering,
)
from domain.activity import COUNTED, Contribution
from domain.agenda import NO_AGENDA, Agenda
from domain.belonging import EVERYBODYS, Belonging, belongs
from domain.boundaries import NO_BOUNDARIES, Boundaries
from domain.consents import Consents
from domain.contacts import Contacts
from domain.description import Described, Description
from domain.events import (
    CandidateAbsorbed,
    CandidateErased,
    CandidateIngested,
    CandidateListed,
    CandidateMerged,
    CandidateTagged,
    CandidateUnlisted,
    CandidateUntagged,
    ContactPointInvalid,
    ContactPointVerified,
    DifferentPeopleAsserted,
    DocumentAttached,
    FitAssessed,
    IntentRecorded,
    InterestRecorded,
    MatchAssessed,
    MatchDeferred,
    MergeQuestioned,
    MergeReversed,
    NoteRecorded,
    OwnerAssigned,
    PayExpected,
    ProfileConfirmed,
    ProfileUpdateAccepted,
    ProfileUpdated,
    ProfileUpdateDismissed,
    ProfileUpdateSuggested,
    ProfileValuePreferred,
    ProfileValueReleased,
    RecordArchived,
    RecordedInError,
    RecordReviewed,
    SamePersonAsserted,
    SettingRecorded,
    TalentPoolEntered,
    TalentPoolLeft,
    TierAssigned,
    UpdateLinkIssued,
)
from domain.issued_link import IssuedLink
from domain.journey import Journey
from domain.knowing import Knowing
from domain.links import Links
from domain.lists import Lists
from domain.marks import NO_MARKS, Marks, marked
from domain.matches import NO_MATCHES, Matches
from domain.pools import Stays
from domain.preferences import Preferences
from domain.reach import NO_REACH, Reach
from domain.reading import Reading
from domain.recorded import Recorded, Step, effective
from domain.reviews import NO_REVIEWS, Reviews
from domain.rights import NO_RIGHTS, Rights
from domain.suggestions import NO_SUGGESTIONS, Suggestions
from domain.tiering import Tiering
from domain.value import value
from domain.vocabulary import DataClass, Status


@value
class Record:
    stream: UUID
    first_position: int
    last_position: int
    version: int
    last_recorded_at: datetime
    last_happened_at: datetime
    """The latest of all, by the earlier of claimed and recorded."""
    activity: tuple[Contribution, ...] = ()
    marks: Marks = NO_MARKS
    belonging: Belonging = EVERYBODYS
    described: Described = field(default_factory=Described)
    knowing: Knowing = field(default_factory=Knowing)
    tiering: Tiering = field(default_factory=Tiering)
    stays: Stays = ()
    lists: Lists = ()
    consents: Consents = field(default_factory=Consents)
    contacts: Contacts = field(default_factory=Contacts)
    journey: Journey = field(default_factory=Journey)
    links: Links = field(default_factory=Links)
    matches: Matches = NO_MATCHES
    reviews: Reviews = NO_REVIEWS
    suggestions: Suggestions = NO_SUGGESTIONS
    reach: Reach = NO_REACH
    reading: Reading = field(default_factory=Reading)
    boundaries: Boundaries = NO_BOUNDARIES
    rights: Rights = NO_RIGHTS
    agenda: Agenda = NO_AGENDA
    preferences: Preferences = field(default_factory=dict)
    update_link: IssuedLink | None = None
    """The last one, good or not."""

    @property
    def void(self) -> bool:
        """There is no record here (any more): its ingest was recorded in error."""
        return self.described.ingested_position is None

    @property
    def descriptions(self) -> tuple[Description, ...]:
        """What each source last said, and what was accepted of what others suggested."""
        return (*self.described.sources.values(), *self.suggestions.accepted)

    @property
    def forgotten(self) -> tuple[DataClass, ...]:
        """Or as good as: given up by an erasure that was approved."""
        unreadable, given_up = self.marks.unreadable, self.rights.given_up
        if not unreadable and not given_up:
            return ()
        return tuple(sorted({*given_up, *(each for each, why in unreadable.items() if why == "forgotten")}))

    @property
    def erased(self) -> bool:
        """Who this was is forgotten. Of a key that went without an erasure, known only where the seals were tried."""
        return DataClass.IDENTITY in self.forgotten

    @property
    def status(self) -> Status:
        return self.journey.status(self.described.status)

    @property
    def linked(self) -> tuple[UUID, ...]:
        """The records that a merge joins to this one directly."""
        return self.links.neighbours()


@cache
def record_json() -> TypeAdapter[Record]:
    """To and from JSON. Making it takes a third of a second, and most processes never ask."""
    return TypeAdapter(Record)


STEPS: dict[type, tuple[str, Step]] = {
    CandidateIngested: ("described", description.ingested),
    ProfileUpdated: ("described", description.updated),
    ProfileConfirmed: ("described", description.confirmed),
    DocumentAttached: ("described", description.attached),
    ProfileUpdateSuggested: ("suggestions", suggestions.suggested),
    ProfileUpdateAccepted: ("suggestions", suggestions.accepted),
    ProfileUpdateDismissed: ("suggestions", suggestions.dismissed),
    ContactPointVerified: ("reach", reach.verified),
    ContactPointInvalid: ("reach", reach.invalid),
    SettingRecorded: ("reach", reach.set_),
    ProfileValuePreferred: ("preferences", preferences.preferred),
    ProfileValueReleased: ("preferences", preferences.released),
    UpdateLinkIssued: ("update_link", issued_link.issued),
    RecordReviewed: ("reviews", reviews.reviewed),
    RecordArchived: ("reviews", reviews.archived),
    CandidateTagged: ("knowing", knowing.tagged),
    CandidateUntagged: ("knowing", knowing.untagged),
    IntentRecorded: ("knowing", knowing.intended),
    InterestRecorded: ("knowing", knowing.interested),
    PayExpected: ("knowing", knowing.pay_expected),
    OwnerAssigned: ("knowing", knowing.owned),
    NoteRecorded: ("knowing", knowing.noted),
    FitAssessed: ("tiering", tiering.assessed),
    TierAssigned: ("tiering", tiering.assigned),
    TalentPoolEntered: ("stays", pools.entered),
    TalentPoolLeft: ("stays", pools.left),
    CandidateListed: ("lists", lists.listed),
    CandidateUnlisted: ("lists", lists.unlisted),
    **{event: ("consents", step) for event, step in consent_steps.STEPS.items()},
    **{event: ("boundaries", step) for event, step in boundaries.STEPS.items()},
    **{event: ("reading", step) for event, step in reading.STEPS.items()},
    **{event: ("rights", step) for event, step in rights.STEPS.items()},
    **{event: ("agenda", step) for event, step in agenda.STEPS.items()},
    **{event: ("contacts", step) for event, step in contacts.STEPS.items()},
    CandidateMerged: ("links", links.merged),
    CandidateAbsorbed: ("links", links.absorbed),
    MergeReversed: ("links", links.reversed_),
    DifferentPeopleAsserted: ("links", links.different),
    SamePersonAsserted: ("links", links.same),
    MatchAssessed: ("matches", matches.assessed),
    MatchDeferred: ("matches", matches.deferred),
    MergeQuestioned: ("matches", matches.questioned),
    **{event: ("journey", step) for event, step in journey.STEPS.items()},
}
"""Which part of a record an event changes, and how."""


PARTS: dict[str, Any] = {
    each.name: each.default if each.default_factory is MISSING else each.default_factory()
    for each in fields(Record)
    if each.name in {part for part, _ in STEPS.values()}
}
"""Every part that an event can change, as it begins: the last fields of a record, in their order."""
_parts = attrgetter(*PARTS)


def evolve(record: Record | None, recorded: Recorded) -> Record:
    """The record after one more event of its stream. Never raises on what is forgotten."""
    return _evolved(record, (recorded,))


def fold(history: Iterable[Recorded]) -> Record | None:
    """The record as its effective history makes it; None without events."""
    events = list(history)
    counted = effective(events)
    if not counted:
        return None
    record = _evolved(None, counted)
    if record.first_position == events[0].position:
        return record
    return replace(record, first_position=events[0].position)


def _evolved(record: Record | None, events: Sequence[Recorded]) -> Record:
    """After some more events. One record is made for all of them: making it costs more than most steps."""
    first, last = events[0], events[-1]
    parts = dict(PARTS) if record is None else dict(zip(PARTS, _parts(record), strict=True))
    marks = NO_MARKS if record is None else record.marks
    belonging = EVERYBODYS if record is None else record.belonging
    happened_at = first.happened_at if record is None else record.last_happened_at
    activity: list[Contribution] = []
    for recorded in events:
        event, meta = recorded.event, recorded.meta
        kind = type(event)
        if does := STEPS.get(kind):
            part, step = does
            parts[part] = step(parts[part], event, recorded)
        if (at := recorded.happened_at) > happened_at:
            happened_at = at
        if (counts := COUNTED.get(kind)) and counts(event, meta):
            activity.append(Contribution(event.type, at, recorded.position))
        if event.breaks or recorded.unreadable or kind is RecordedInError:
            marks = marked(marks, recorded)
        if meta.org_unit is not None or meta.confidentiality is not EVERYBODYS.level:
            belonging = belongs(belonging, recorded)
    return Record(
        first.stream,
        first.position if record is None else record.first_position,
        last.position,
        last.version,
        last.recorded_at,
        happened_at,
        _joined(record.activity if record else (), activity),
        marks,
        belonging,
        *parts.values(),
    )


def _joined(before: tuple[Contribution, ...], more: list[Contribution]) -> tuple[Contribution, ...]:
    """The same, where there is nothing more: whoever carries a record on sees that nothing changed."""
    return (*before, *more) if more else before


def takes_back(recorded: Recorded) -> bool:
    """Whether the stream has to be folded anew, instead of being carried on by `evolve`: an event counts no more, or
    what earlier ones said can't be read any more."""
    return type(recorded.event) in (RecordedInError, CandidateErased)
