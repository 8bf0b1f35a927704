"""Invented people and what happened to them, the same for the same seed, made fast and stored in bulk."""

import csv
import multiprocessing
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.envelope import Meta
from domain.events import (
    AnyEvent,
    Applied,
    CandidateIngested,
    CandidateTagged,
    ConsentGiven,
    ContactLogged,
    IntentRecorded,
    NoteRecorded,
    OwnerAssigned,
    Replied,
    TalentPoolEntered,
)
from domain.person import Career, ContactPoint, Employment, Name, Person, PointKind
from domain.vocabulary import Channel, ContactOutcome, Intent, Purpose
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.ledger import Ledger
from ledger.settings import Settings

SURNAMES = ("王", "李", "张", "刘", "陈", "欧阳", "Smith", "Garcia", "Novak", "Okafor")
GIVEN = ("伟", "芳", "娜", "敏", "静", "小明", "Anna", "Luis", "Petra", "Chidi")
CITIES = ("上海", "北京", "深圳", "杭州", "Berlin", "Lyon", "Leeds", "Porto")
SKILLS = ("java", "python", "sales", "supply-chain", "finance", "kotlin", "go", "figma", "sap", "negotiation")
SCHOOLS = ("复旦大学", "清华大学", "浙江大学", "TU Berlin", "University of Leeds", "Universidade do Porto")
DEGREES = ("本科", "硕士", "博士", "Bachelor", "Master", "PhD")
PAY = ("15k-25k", "20-30K", "30-40万/年", "25000-35000", "60000 EUR/year")
CHANNELS = (Channel.EMAIL, Channel.PHONE, Channel.WECOM)
EVENTS_EACH = 8
AT_ONCE = 2_000
"""Events of one append."""


def meta(actor: str = "user:anna") -> Meta:
    return Meta(event_id=new_id(), command_id=new_id(), actor=actor)


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
            skills=tuple(chance.sample(SKILLS, 2)),
            employments=(Employment(employer=f"Company {number % 97}", title="Engineer", current=True),),
        ),
        external_id=f"x{number}",
    )


def contact(chance: random.Random) -> ContactLogged:
    return ContactLogged(
        contact=new_id(),
        channel=chance.choice(CHANNELS),
        outcome=ContactOutcome.REACHED,
        went_well=True,
        said="we talked about the team and what comes next",
    )


def afterwards(chance: random.Random) -> AnyEvent:
    """One more event of somebody who was ingested: every second one is a contact or an answer."""
    match chance.randrange(14):
        case 0 | 1 | 2 | 3 | 4:
            return contact(chance)
        case 5 | 6:
            return Replied(contact=new_id(), channel=chance.choice(CHANNELS), said="yes please")
        case 7 | 8:
            return CandidateTagged(tag=chance.choice(SKILLS), facet="skill")
        case 9:
            return ConsentGiven(purpose=Purpose.MARKETING, channels=CHANNELS, controller="main")
        case 10:
            return Applied(application=new_id(), job=new_id())
        case 11:
            return IntentRecorded(intent=chance.choice(list(Intent)))
        case 12:
            return OwnerAssigned(owner=f"user:owner{chance.randrange(7)}")
        case _:
            return chance.choice((NoteRecorded(text="remember the milk"), TalentPoolEntered()))


def life(chance: random.Random, number: int, length: int = EVENTS_EACH) -> list[NewEvent]:
    """One person's events, `length` of them."""
    stream = new_id()
    happened = (ingested(chance, number), *(afterwards(chance) for _ in range(length - 1)))
    return [NewEvent(stream, version, meta(), event) for version, event in enumerate(happened, start=1)]


def lives(seed: int, lengths: Sequence[int]) -> Iterator[list[NewEvent]]:
    chance = random.Random(seed)
    for number, length in enumerate(lengths):
        yield life(chance, seed * 1_000_000 + number, length)


def stored(ledger: Ledger, many: Iterator[list[NewEvent]]) -> list[UUID]:
    """Append whole lives, many in one append; answers whose."""
    streams, waiting = [], list[NewEvent]()
    for events in many:
        streams.append(events[0].stream)
        waiting += events
        if len(waiting) >= AT_ONCE:
            ledger.append(waiting, new_subjects=True)
            waiting = []
    if waiting:
        ledger.append(waiting, new_subjects=True)
    return streams


def fill(settings: Settings, people: int, processes: int = 2) -> None:
    """So many people with `EVENTS_EACH` events each, by several processes."""
    context = multiprocessing.get_context("spawn")
    shares = [people // processes + (number < people % processes) for number in range(processes)]
    work: list[Any] = [
        context.Process(target=_fill, args=(settings, number + 1, share), daemon=True)
        for number, share in enumerate(shares)
    ]
    for process in work:
        process.start()
    for process in work:
        process.join()
        if process.exitcode != 0:
            raise RuntimeError("filling the ledger failed")


def _fill(settings: Settings, seed: int, people: int) -> None:
    with Ledger.open(settings, connections=2) as ledger:
        stored(ledger, lives(seed, [EVENTS_EACH] * people))


HEADER = (
    *("ID", "Name", "E-mail", "Phone", "City", "Company", "Title", "School", "Degree", "Skills"),
    "Expected pay",
)


def write_csv(path: Path, rows: int, seed: int = 1) -> None:
    """A table as a recruiter's system exports it."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            writer.writerow(
                (
                    f"c{number}",
                    f"{chance.choice(SURNAMES)}{chance.choice(GIVEN)}",
                    f"person{number}@example.org",
                    f"+86138{number:08d}",
                    chance.choice(CITIES),
                    f"Company {chance.randrange(5_000)}",
                    chance.choice(("Engineer", "Buyer", "项目经理", "Designer", "销售总监")),
                    chance.choice(SCHOOLS),
                    chance.choice(DEGREES),
                    ", ".join(chance.sample(SKILLS, 3)),
                    chance.choice(PAY),
                )
            )
