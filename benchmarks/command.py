"""The way of a command: load 5 to 25 events, decide, append, one writer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from statistics import median
from uuid import UUID, uuid4

from benchmarks.append import SAID, candidate
from benchmarks.crowd import Crowd
from benchmarks.ground import Ground
from benchmarks.in_turn import in_turn, spread
from benchmarks.library import Candidate, Candidates, environment
from benchmarks.made_up import SKILLS, lives, stored
from benchmarks.row import Figure, Row
from domain.decisions import LogContact, TagCandidate
from domain.vocabulary import Channel, ContactOutcome
from ledger.envelope import Origin, new_id
from ledger.ledger import Ledger
from ledger.settings import Settings

PEOPLE = 1_500
LENGTHS = [5 + number * 7 % 18 for number in range(PEOPLE)]
"""Events of each: 5 to 22, so that the commands that are added leave it below 25."""
RECRUITER = Origin(actor="user:anna", org_unit="cn-platform")


@contextmanager
def our_recruiter(_number: int, settings: Settings, streams: list[UUID]) -> Iterator[Callable[[], object]]:
    """Every second command logs a call, with what was said sealed; the others put a tag."""
    with Ledger.open(settings, connections=2) as ledger:
        turns = count()

        def once() -> object:
            turn = next(turns)
            stream = streams[turn % PEOPLE]
            if turn % 2:
                command = LogContact(
                    candidate=stream,
                    contact=new_id(),
                    channel=Channel.PHONE,
                    outcome=ContactOutcome.REACHED,
                    said=SAID,
                )
                return ledger.submit(command, RECRUITER)
            return ledger.submit(TagCandidate(candidate=stream, tag=f"bench-{turn}", facet="skill"), RECRUITER)

        yield once


@contextmanager
def library_recruiter(_number: int, conninfo: str, streams: list[UUID]) -> Iterator[Callable[[], object]]:
    """The same with its repository, and what was said in plain text."""
    app = Candidates(environment(conninfo, CREATE_TABLE="n"))
    turns = count()

    def once() -> object:
        turn = next(turns)
        person: Candidate = app.repository.get(streams[turn % PEOPLE])
        by = {"actor": "user:anna", "command_id": str(uuid4())}
        if turn % 2:
            person.log_contact(str(uuid4()), SAID, **by)
        else:
            person.tag(f"bench-{turn}", **by)
        return app.save(person)

    yield once
    app.close()


def filled_library(conninfo: str) -> list[UUID]:
    app = Candidates(environment(conninfo))
    streams = []
    for length in LENGTHS:
        person = candidate()
        for number in range(length - 1):
            by = {"actor": "user:anna", "command_id": str(uuid4())}
            if number % 2:
                person.tag(f"{SKILLS[number % len(SKILLS)]}-{number}", **by)
            else:
                person.log_contact(str(uuid4()), SAID, **by)
        app.save(person)
        streams.append(person.id)
    app.close()
    return streams


def command(ground: Ground, seconds: float) -> Figure:
    with ground.ledger() as settings, ground.database() as theirs:
        with Ledger.open(settings, connections=2) as ledger:
            streams = stored(ledger, lives(1, LENGTHS))
        known = filled_library(theirs)
        with (
            Crowd(1, our_recruiter, settings, streams) as ours,
            Crowd(1, library_recruiter, theirs, known) as library,
        ):
            here, there = in_turn(seconds, ours.rate, library.rate, rounds=11)
    return Figure(median(here), median(there), (spread(here, there),))


ROWS = (
    Row(
        "command",
        "commands: load 5-25 events, decide, append; 1 writer",
        "eventsourcing: Repository.get and app.save",
        "commands/s",
        2,
        "higher",
        20,
        command,
    ),
)
