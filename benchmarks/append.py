"""Appends by eight writers, one event each, durable: against the library, without any order, beside a reader."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from statistics import median
from uuid import UUID, uuid4

import psycopg

from benchmarks.crowd import Crowd
from benchmarks.ground import Ground
from benchmarks.in_turn import in_turn, spread
from benchmarks.library import Candidate, Candidates, environment
from benchmarks.made_up import meta
from benchmarks.row import Figure, Row
from domain.events import ContactLogged
from domain.vocabulary import Channel, ContactOutcome
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.key_encryption import KeyEncryptionKey
from ledger.keyring import Keyring
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.store import NOTHING_INLINE, CommandClaim, Inline, NewRow, Receipt, Store, pool_of

WRITERS = 8
STREAMS = 50
"""Of each writer, in turn."""
SAID = "we talked about the team and what comes next"

PLAIN = """
    CREATE TABLE plain_event (
        position    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        stream      uuid        NOT NULL,
        version     bigint      NOT NULL,
        type        text        NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        state       bytea       NOT NULL,
        UNIQUE (stream, version)
    );
    GRANT SELECT, INSERT ON plain_event TO renmai_writer;
"""
INSERT = """
    INSERT INTO plain_event (stream, version, type, state) VALUES (%b, %b, %t, %b)
    RETURNING position, recorded_at
"""


class Unordered(Store):
    """The same client over a plain table: an INSERT of one row, durable, with gaps and late arrivals."""

    def append(
        self,
        rows: Sequence[NewRow],
        *,
        unmoved: Mapping[UUID, int] | None = None,  # noqa: ARG002
        command: CommandClaim | None = None,  # noqa: ARG002
        inline: Inline = NOTHING_INLINE,  # noqa: ARG002
    ) -> Receipt:
        [row] = rows
        with self.pool.connection() as connection:
            found = connection.execute(INSERT, (row.stream, row.version, row.type, row.state), binary=True).fetchone()
        assert found is not None
        return Receipt(found[0], 1, found[1], streams=(row.stream,))


@contextmanager
def our_writer(_number: int, settings: Settings, kind: type[Store] = Store) -> Iterator[Callable[[], object]]:
    """Sealed and stored by the ledger, as the product does it."""
    with (
        pool_of(settings.conninfo("writer"), size=1) as events,
        pool_of(settings.conninfo("keyholder"), size=1) as keys,
    ):
        ledger = Ledger(kind(events), Keyring(keys, KeyEncryptionKey.of(settings)))
        streams = [new_id() for _ in range(STREAMS)]
        turns = count(STREAMS)

        def once() -> Receipt:
            turn = next(turns)
            event = ContactLogged(contact=new_id(), channel=Channel.PHONE, outcome=ContactOutcome.REACHED, said=SAID)
            return ledger.append([NewEvent(streams[turn % STREAMS], turn // STREAMS, meta(), event)])

        for _ in range(STREAMS):  # so that each person's key is there
            once()
        yield once


@contextmanager
def library_writer(_number: int, conninfo: str) -> Iterator[Callable[[], object]]:
    app = Candidates(environment(conninfo, CREATE_TABLE="n"))
    known = [candidate() for _ in range(STREAMS)]
    for each in known:
        app.save(each)
    turns = count()

    def once() -> object:
        each = known[next(turns) % STREAMS]
        each.log_contact(str(uuid4()), SAID, actor="user:anna", command_id=str(uuid4()))
        return app.save(each)

    yield once
    app.close()


def candidate() -> Candidate:
    return Candidate(
        name="王小明",
        email="person@example.org",
        phone="+8613812345678",
        headline="Engineer",
        employer="Company 1",
        skills=["java", "go"],
        actor="user:anna",
        command_id=str(uuid4()),
    )


def append_8(ground: Ground, seconds: float) -> Figure:
    with ground.ledger() as settings, ground.database() as theirs:
        Candidates(environment(theirs)).close()
        with Crowd(WRITERS, our_writer, settings) as ours, Crowd(WRITERS, library_writer, theirs) as library:
            here, there = in_turn(seconds, ours.rate, library.rate)
    return Figure(median(here), median(there), (spread(here, there),))


def append_order(ground: Ground, seconds: float) -> Figure:
    with ground.ledger() as settings:
        with psycopg.connect(settings.admin_conninfo) as connection:
            connection.execute(PLAIN)
        with (
            Crowd(WRITERS, our_writer, settings) as ours,
            Crowd(WRITERS, our_writer, settings, Unordered) as unordered,
        ):
            here, there = in_turn(seconds, ours.rate, unordered.rate)
    return Figure(median(here), median(there), (spread(here, there),))


def append_held(ground: Ground, seconds: float) -> Figure:
    """Half of the time before and after, so that a slower disk in between is not taken for the snapshot."""
    free, held = [], []
    slices = 6
    with ground.ledger() as settings, Crowd(WRITERS, our_writer, settings) as ours:
        free += [ours.rate(seconds / slices / 2) for _ in range(slices // 2)]
        with psycopg.connect(settings.conninfo("reader")) as reader:
            reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            reader.execute("SELECT max(position) FROM ledger.event")
            begun = time.monotonic()
            held += [ours.rate(seconds / slices) for _ in range(slices)]
            lasted = time.monotonic() - begun
        free += [ours.rate(seconds / slices / 2) for _ in range(slices // 2)]
    return Figure(
        median(held),
        median(free),
        (f"held for {lasted:.0f} s; in the last sixth {held[-1]:.0f}/s",),
    )


ROWS = (
    Row(
        "append-8",
        "appends, 8 writers, one sealed event each, durable",
        "eventsourcing: app.save on its own PostgresRecorder, in plain text",
        "appends/s",
        3,
        "higher",
        20,
        append_8,
    ),
    Row(
        "append-order",
        "the same",
        "unordered single-row INSERTs by the same client",
        "appends/s",
        0.5,
        "higher",
        20,
        append_order,
    ),
    Row(
        "append-held",
        "the same, while another connection holds a snapshot open",
        "without it",
        "appends/s",
        0.7,
        "higher",
        60,
        append_held,
    ),
)
