"""Invented people with invented histories, by seed: what the tests of read models feed the ledger with."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.envelope import Claim, Meta
from domain.events import (
    AnyEvent,
    Applied,
    CandidateIngested,
    CandidateTagged,
    CandidateUntagged,
    ConsentGiven,
    ConsentWithdrawn,
    ContactLogged,
    IntentRecorded,
    InterviewAttended,
    NoteRecorded,
    OwnerAssigned,
    ProfileUpdated,
    Replied,
    TalentPoolEntered,
)
from domain.person import Career, ContactPoint, Employment, Name, Person, PointKind
from domain.vocabulary import Channel, ContactOutcome, Intent, Purpose
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.ledger import Ledger
from ledger.store import Receipt

SURNAMES = ("王", "李", "张", "刘", "陈", "欧阳", "Smith", "Garcia", "Novak", "Okafor")
GIVEN = ("伟", "芳", "娜", "敏", "静", "小明", "Anna", "Luis", "Petra", "Chidi")
TAGS = ("java", "python", "sales", "supply-chain", "finance", "kotlin", "go", "校招", "出海", "b2b")
PAST = datetime(2024, 1, 1, tzinfo=UTC)


def meta(claimed: datetime | None = None, actor: str = "user:anna", batch: UUID | None = None) -> Meta:
    return Meta(
        event_id=new_id(),
        command_id=new_id(),
        actor=actor,
        batch=batch,
        source="career-site" if batch else None,
        occurred=Claim(at=claimed) if claimed else None,
    )


def ingested(chance: random.Random, number: int) -> CandidateIngested:
    family, given = chance.choice(SURNAMES), chance.choice(GIVEN)
    points = (
        ContactPoint(kind=PointKind.EMAIL, value=f"person{number}@example.org"),
        ContactPoint(kind=PointKind.PHONE, value=f"+86138{number:08d}"),
    )
    return CandidateIngested(
        row=number,
        region="cn-31",
        person=Person(name=Name(full=f"{family}{given}{number}", family=family, given=given), points=points),
        career=Career(
            headline="Engineer",
            skills=tuple(chance.sample(TAGS, 2)),
            employments=(Employment(employer=f"Company {number % 97}", title="Engineer", current=True),),
        ),
        external_id=f"x{number}",
    )


def afterwards(chance: random.Random, number: int) -> AnyEvent:
    """One more event of somebody who was ingested."""
    contact = new_id()
    channel = chance.choice((Channel.EMAIL, Channel.PHONE, Channel.WECOM))
    options: Sequence[tuple[int, AnyEvent]] = (
        (3, CandidateTagged(tag=chance.choice(TAGS), facet="skill")),
        (1, CandidateUntagged(tag=chance.choice(TAGS))),
        (5, ContactLogged(contact=contact, channel=channel, outcome=ContactOutcome.REACHED, went_well=True)),
        (2, ContactLogged(contact=contact, channel=channel, inbound=True, said="we talked")),
        (2, Replied(contact=contact, channel=channel, said="yes please")),
        (1, ConsentGiven(purpose=Purpose.MARKETING, channels=(channel,), controller="main")),
        (1, ConsentWithdrawn(purpose=Purpose.MARKETING)),
        (2, Applied(application=new_id(), job=new_id())),
        (1, InterviewAttended(application=new_id(), interview=new_id())),
        (1, IntentRecorded(intent=chance.choice(list(Intent)))),
        (1, OwnerAssigned(owner=f"user:owner{number % 7}")),
        (1, NoteRecorded(text="remember the milk")),
        (1, TalentPoolEntered()),
        (1, ProfileUpdated(person=ingested(chance, number).person)),
    )
    (event,) = chance.choices([each for _, each in options], [weight for weight, _ in options])
    return event


def history(chance: random.Random, number: int, length: int, stream: UUID | None = None) -> list[NewEvent]:
    """One person's events, of which some claim a time of their own."""
    stream = stream or new_id()
    happened: Iterable[AnyEvent] = (ingested(chance, number), *(afterwards(chance, number) for _ in range(length - 1)))
    batch = new_id()
    return [
        NewEvent(
            stream,
            version,
            meta(
                PAST + timedelta(hours=chance.randrange(20_000)) if chance.random() < 0.5 else None,
                batch=batch if version == 1 else None,
            ),
            event,
        )
        for version, event in enumerate(happened, start=1)
    ]


def people(seed: int, count: int, length: int = 8) -> Iterator[list[NewEvent]]:
    """Histories of about `length` events, and of three times as many every twentieth time."""
    chance = random.Random(seed)
    for number in range(count):
        usual = max(1, int(chance.gauss(length, length / 3)))
        yield history(chance, number, usual * 3 if chance.random() < 0.05 else usual)


def store(ledger: Ledger, histories: Iterable[list[NewEvent]], at_once: int = 200) -> Receipt | None:
    """Append whole histories of new people, many in one append."""
    receipt, waiting = None, list[NewEvent]()
    for each in histories:
        waiting.extend(each)
        if len(waiting) >= at_once:
            receipt = ledger.append(waiting, new_subjects=True)
            waiting = []
    return ledger.append(waiting, new_subjects=True) if waiting else receipt
