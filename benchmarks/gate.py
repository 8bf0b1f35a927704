"""How fast the gate decides, for people with a history of fifty events, their folds kept."""

import time
from datetime import UTC, datetime, timedelta
from statistics import median
from uuid import UUID, uuid4

from benchmarks.ground import Ground
from benchmarks.row import Figure, Row
from domain.dossier import Dossier, combine
from domain.envelope import Meta
from domain.events import (
    AnyEvent,
    CandidateIngested,
    ConsentGiven,
    ContactDispatched,
    ContactLogged,
    ContactPlanned,
    ContactPreferenceSet,
    ContactSent,
    NoticeShown,
    SettingRecorded,
    TalentPoolEntered,
    TierAssigned,
)
from domain.gate import POLICIES, Around, Contact, may_contact
from domain.person import ContactPoint, Name, Person, PointKind
from domain.record import fold
from domain.recorded import Recorded
from domain.suppression import Suppression
from domain.vocabulary import Basis, Channel, Purpose, Tier

EVENTS, PEOPLE = 50, 200
NOON = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
"""11 o'clock in Shanghai, on a working day."""
MAIL = ContactPoint(kind=PointKind.EMAIL, value="wang@example.com")


def fifty() -> list[AnyEvent]:
    """A consent, a notice and wishes; the rest are mails that were sent and calls that were logged."""
    what = {"channel": Channel.EMAIL, "purpose": Purpose.MARKETING}
    found: list[AnyEvent] = [
        CandidateIngested(person=Person(name=Name(full="王小明"), points=(MAIL,))),
        SettingRecorded(jurisdiction="CN", time_zone="Asia/Shanghai"),
        NoticeShown(notice="privacy", version=1, channel=Channel.EMAIL),
        ConsentGiven(purpose=Purpose.MARKETING, channels=(Channel.EMAIL,), controller="main"),
        TalentPoolEntered(pool="main"),
        ContactPreferenceSet(channels=(Channel.EMAIL,), topics=("jobs",)),
        TierAssigned(tier=Tier.A),
    ]
    while len(found) < EVENTS - 3:
        contact, own = uuid4(), {**what, "controller": "main", "sender": "user:li", "basis": Basis.CONSENT}
        found += [
            ContactPlanned.model_validate({"contact": contact, "checked_at": 1, "address": MAIL, **own}),
            ContactDispatched.model_validate({"contact": contact, "checked_at": 1, **own}),
            ContactSent.model_validate({"contact": contact, **what}),
        ]
    calls = EVENTS - len(found)
    found += [ContactLogged(contact=uuid4(), channel=Channel.PHONE, inbound=True) for _ in range(calls)]
    return found


def person(number: int) -> Dossier:
    candidate = UUID(int=number + 1)
    began = NOON - timedelta(days=14 * EVENTS)
    history = [
        Recorded(
            place,
            candidate,
            place,
            began + timedelta(days=14 * (place - 1)),
            Meta(event_id=uuid4(), command_id=uuid4(), actor="user:li"),
            event,
        )
        for place, event in enumerate(fifty(), 1)
    ]
    record = fold(history)
    assert record is not None
    return combine([record])


def gate(_ground: Ground, seconds: float) -> Figure:
    """Decisions in a second of one processor's time: the middle of rounds over 200 people."""
    people = [person(number) for number in range(PEOPLE)]
    policy = POLICIES["employer-1"]
    contact = Contact(uuid4(), Channel.EMAIL, Purpose.MARKETING, "main", "user:li", address=MAIL, topic="jobs")
    around = Around(suppressions={(MAIL.kind, MAIL.value): Suppression(UUID(int=9))})
    assert may_contact(people[0], contact, policy, NOON, around).allowed
    rounds = []
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        begun = time.process_time()
        for each in people:
            may_contact(each, contact, policy, NOON, around)
        rounds.append(PEOPLE / (time.process_time() - begun))
    return Figure(median(rounds), None, (f"{EVENTS} events each, folds kept; processor time; no reading, no append",))


ROWS: tuple[Row, ...] = (
    Row(
        "gate",
        "decisions of the contact gate, people with 50 events, folds kept, one core",
        "",
        "decisions/s",
        20_000,
        "higher",
        3,
        gate,
    ),
)
