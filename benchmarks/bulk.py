"""Many people who are there already, in minutes: what an import would have stored of each, written by COPY.

Everything comes from the code that the ledger itself runs (drafts, seals, data keys, keyed hashes). Left out are the
way through the append function, the comparison with one another, and the indexes until everyone is there.
"""

import gc
import multiprocessing
import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import psycopg

from benchmarks.made_up import meta
from benchmarks.many_people import Someone, content, many
from domain.events import CandidateIngested
from ledger.codec import NewEvent, encode, take_apart
from ledger.envelope import new_id
from ledger.first_keys import END, HEAD
from ledger.identity.rows import MatchRow
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.store import NewRow

CHUNK = 2_000
INDEXES = (
    ("ledger.event", "event_pkey", "PRIMARY KEY (position)"),
    ("ledger.event", "event_stream_version_key", "UNIQUE (stream, version)"),
    ("ledger.match_record", "match_record_pkey", "PRIMARY KEY (stream)"),
    ("ledger.match_key", "match_key_pkey", "PRIMARY KEY (digest, stream)"),
)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
LENGTH = struct.Struct("!i")
KEY = struct.Struct("!hiqi16s")
EVENT = struct.Struct("!hiqi16siq")
STAMP = struct.Struct("!iq")
MATCH = struct.Struct("!hi16siqii")
ARRAY = struct.Struct("!iiiIii")
SIZED = struct.Struct("!iq")
BIGINT_OID = 20


def fill(settings: Settings, people: int, processes: int = 2, seed: int = 1) -> None:
    """`many(seed, people)`, each with one event, as that many records nobody has been compared with."""
    with Ledger.open(settings, connections=1) as ledger:
        ledger.digest("", "")  # the secret is made once, before there are several
    with psycopg.connect(settings.admin_conninfo, autocommit=True) as connection:
        for table, name, _ in INDEXES:
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        context = multiprocessing.get_context("spawn")
        work: list[Any] = [
            context.Process(target=_fill, args=(settings, people, number, processes, seed), daemon=True)
            for number in range(processes)
        ]
        for process in work:
            process.start()
        for process in work:
            process.join()
            if process.exitcode != 0:
                raise RuntimeError("filling the ledger failed; it said why above")
        connection.execute("SET maintenance_work_mem = '1GB'")
        for table, name, columns in INDEXES:
            connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {columns}")
        connection.execute("VACUUM ANALYZE")


def _fill(settings: Settings, people: int, number: int, processes: int, seed: int) -> None:
    """Every `processes`-th chunk, from the `number`-th on."""
    gc.disable()
    with (
        Ledger.open(settings, connections=2) as ledger,
        psycopg.connect(settings.admin_conninfo, autocommit=True) as connection,
    ):
        connection.execute("SET synchronous_commit = off")
        everyone = many(seed, people)
        for chunk in range(-(-people // CHUNK)):
            whole = list(islice(everyone, CHUNK))
            if chunk % processes == number:
                _store(ledger, connection, chunk * CHUNK, whole)


def _store(ledger: Ledger, connection: psycopg.Connection, before: int, people: Sequence[Someone]) -> None:
    engine = ledger.engine
    assert engine is not None
    drafts = []
    for number, who in enumerate(people, before):
        person, career = content(who, who.email)
        event = CandidateIngested(row=number, person=person, career=career, external_id=f"c{number}")
        drafts.append(take_apart(NewEvent(new_id(), 1, meta(), event)))
    indexed = engine.people()
    pairs = [pair for draft in drafts for pair in draft.parts]
    ciphers = ledger.keyring.for_sealing(pairs, fresh=True)
    rows = [encode(draft, ciphers) for draft in drafts]
    engine.take(indexed, drafts, 0, ciphers)
    matches = indexed.rows
    _copy(connection, "ledger.event (position, stream, version, type, recorded_at, state)", _events(rows, before + 1))
    _copy(
        connection,
        "ledger.match_record (stream, position, generation, features, digests, terms)",
        _records(matches, before + 1),
    )
    _copy(
        connection,
        "ledger.match_key (digest, stream)",
        (KEY.pack(2, 8, digest, 16, each.stream.bytes) for each in matches for digest in each.digests),
    )


def _copy(connection: psycopg.Connection, into: str, rows: Iterable[bytes]) -> None:
    with connection.cursor().copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(b"".join([HEAD, *rows, END]))


def _events(rows: Sequence[NewRow], first: int) -> Iterator[bytes]:
    stamp = STAMP.pack(8, (datetime.now(UTC) - EPOCH).days * 86_400_000_000)
    for position, row in enumerate(rows, first):
        yield EVENT.pack(6, 8, position, 16, row.stream.bytes, 8, row.version)
        yield _sized(row.type.encode()) + stamp + _sized(row.state)


def _records(matches: Sequence[MatchRow], first: int) -> Iterator[bytes]:
    for each in matches:
        yield MATCH.pack(6, 16, each.stream.bytes, 8, first + each.event, 4, each.generation)
        yield _sized(each.features) + _bigints(each.digests) + _bigints(each.terms)


def _bigints(values: Sequence[int]) -> bytes:
    packed = b"".join(SIZED.pack(8, each) for each in values)
    return ARRAY.pack(20 + len(packed), 1, 0, BIGINT_OID, len(values), 1) + packed


def _sized(value: bytes) -> bytes:
    return LENGTH.pack(len(value)) + value
