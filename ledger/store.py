"""The append-only store: positions dense and in commit order, answers only after a durable commit.

`append` is one round trip in two halves. The first is a commit under one lock, and asynchronous: it gives the order
and makes the events visible. The second, with the lock gone, flushes the write-ahead log past it; only then is the
caller answered. So what is visible may for a moment not be on disk: whoever answers on the ground of
visible events calls `durable()` first.
"""

from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence, Sized
from dataclasses import field
from datetime import datetime
from itertools import accumulate, chain
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from domain.value import value
from ledger.arrays import bigint, bigints, blobs, ids, texts, uuids
from ledger.faults import CommandReused, Conflict, LedgerBusy, LedgerFull, Moved, NotAppendOnly, OutcomeUnknown
from ledger.identity.rows import MatchRow
from ledger.session import Query, Session, Sessions, ask

APPEND = Query(
    b"append",
    b"""
    CALL ledger.append_durably(
        $1::uuid[], $2::int8[], $3::text[], $4::bytea[], $5::uuid[], $6::int8[],
        $7::text, $8::uuid, $9::bytea, ($10::text)::jsonb)
    """,
)
APPEND_ONE = Query(
    b"append-one", b"CALL ledger.append_one_durably($1::uuid, $2::int8, $3::text, $4::bytea, NULL, NULL)"
)
DURABLE = Query(b"durable", b"SELECT pg_logical_emit_message(true, 'renmai', '')")
FLUSHED = Query(b"flushed", b"SELECT pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn()")
PAGE = """
    SELECT position, stream, version, type, recorded_at, state FROM ledger.event
    WHERE position > %s AND (%s::int8 IS NULL OR position <= %s) AND (%s::text[] = '{}' OR type = ANY(%s))
    ORDER BY position LIMIT %s
"""
STREAM = """
    SELECT position, stream, version, type, recorded_at, state FROM ledger.event
    WHERE stream = %s AND version > %s AND (%s::int8 IS NULL OR position <= %s)
    ORDER BY version LIMIT %s
"""
ONE = Query(
    b"one",
    b"""
    SELECT position, stream, version, type, recorded_at, state FROM ledger.event
    WHERE stream = $1::uuid ORDER BY version
    """,
)
STREAMS = Query(
    b"streams",
    b"""
    SELECT position, stream, version, type, recorded_at, state FROM ledger.event
    WHERE stream = ANY($1::uuid[]) ORDER BY stream, version
    """,
)
AT = Query(
    b"at",
    b"""
    SELECT position, stream, version, type, recorded_at, state FROM ledger.event
    WHERE position = ANY($1::int8[]) ORDER BY position
    """,
)
COMMAND = Query(
    b"command",
    b"""
    SELECT body_sha256, first_position, events, recorded_at FROM ledger.command
    WHERE actor = $1::text AND command = $2::uuid
    """,
)
SOURCE_KEYS = Query(b"source-keys", b"SELECT digest, stream FROM ledger.source_key WHERE digest = ANY($1::bytea[])")

OPTIONS = "-c synchronous_commit=on -c default_transaction_isolation=read\\ committed -c timezone=UTC"
DERIVED = OPTIONS.replace("synchronous_commit=on", "synchronous_commit=off")
"""For tables that the ledger makes again: what a crash of the server loses of them is done once more."""
PLANNED_ONCE = f"{OPTIONS} -c plan_cache_mode=force_generic_plan"
"""For look-ups by ids: how many are wanted makes no other plan, and the server would make one each time."""


class Row(NamedTuple):
    """One stored event, as it lies in the table. `state` is canonical JSON and is never re-serialised."""

    position: int
    stream: UUID
    version: int
    type: str
    recorded_at: datetime
    state: bytes


@value
class NewRow:
    stream: UUID
    version: int
    type: str
    state: bytes


@value
class CommandClaim:
    """Who sent which command: unique per actor; `body_sha256` tells a retry from another command."""

    actor: str
    command_id: UUID
    body_sha256: bytes


class Sent(NamedTuple):
    """One more contact of a sender, and how many there may be within so many seconds."""

    sender: str
    channel: str
    kind: str
    seconds: float
    most: int


@value
class Inline:
    """Rows of the registered inline tables, written in the append's own transaction."""

    source_keys: Sequence[tuple[bytes, UUID]] = ()
    access_keys: Sequence[tuple[bytes, UUID, str, datetime | None]] = ()
    """(SHA-256 of the key, key id, role, expiry)"""
    revoked_access_keys: Sequence[UUID] = ()
    matches: Sequence[MatchRow] = ()
    sent: Sequence[Sent] = ()

    def as_json(self) -> bytes:
        tables: dict[str, Any] = {
            "source_key": [[digest.hex(), stream] for digest, stream in self.source_keys],
            "access_key": [[sha.hex(), key, role, until] for sha, key, role, until in self.access_keys],
            "access_key_revoked": list(self.revoked_access_keys),
            "match": match_columns(self.matches),
            "sent": [list(each) for each in self.sent],
        }
        return orjson.dumps({name: rows for name, rows in tables.items() if rows})


def match_columns(people: Sequence[MatchRow]) -> dict[str, str]:
    """The rows by column, as `ledger.match_write` takes them: the server reads an array in a tenth of the time that as
    many JSON values take it."""
    if not people:
        return {}
    streams, events, generations, features, digests, terms = zip(*people, strict=True)
    return {
        "streams": _array(streams),
        "events": _array(events),
        "generations": _array(generations),
        "features": b64encode(b"".join(features)).decode(),
        "features_upto": _upto(features),
        "digests": _array(list(chain.from_iterable(digests))),
        "digests_upto": _upto(digests),
        "terms": _array(list(chain.from_iterable(terms))),
        "terms_upto": _upto(terms),
    }


def _array(values: Sequence[object]) -> str:
    """As the database spells it."""
    return f"{{{orjson.dumps(values)[1:-1].decode()}}}"


def _upto(parts: Iterable[Sized]) -> str:
    """Where each ends when they lie one after the other, and where the first begins."""
    return _array(list(accumulate(map(len, parts), initial=0)))


NOTHING_INLINE = Inline()


@value
class Receipt:
    """Where the events are. All of it is on disk."""

    first_position: int
    """With no events: the position up to which the ledger had been read."""
    events: int
    recorded_at: datetime
    replayed: bool = False
    """The same command had been answered before; this is that answer."""
    streams: tuple[UUID, ...] = field(default=())
    followed_by: int = 0
    """The position of what followed at once, such as a merge of the record that came with it."""

    @property
    def position(self) -> int:
        """The last position of this append, or of what followed."""
        return max(self.first_position + max(self.events, 1) - 1, self.followed_by)


def pool_of(conninfo: str, *, size: int = 8, options: str = OPTIONS) -> ConnectionPool[Session]:
    """Autocommit connections with durable commits, set on explicitly, unless `options` say otherwise."""
    return Sessions(
        conninfo,
        min_size=1,
        max_size=size,
        open=True,
        kwargs={"autocommit": True, "options": options, "prepare_threshold": 1},
    )


class Store:
    """The table `ledger.event`, through the function `ledger.append`. Knows bytes, not meanings."""

    def __init__(self, pool: ConnectionPool[Session]) -> None:
        self.pool = pool

    def append(
        self,
        rows: Sequence[NewRow],
        *,
        unmoved: Mapping[UUID, int] | None = None,
        command: CommandClaim | None = None,
        inline: Inline = NOTHING_INLINE,
    ) -> Receipt:
        """Store all rows at once, or none.

        `unmoved` names the version of every stream that the decision read, written to or not.
        Raises Moved, Conflict or CommandReused (what they rest on is durable), LedgerBusy (nothing is stored), or
        OutcomeUnknown.
        """
        try:
            if len(rows) == 1 and not unmoved and command is None and inline is NOTHING_INLINE:
                return self._append_one(rows[0])
            values = (
                uuids([row.stream for row in rows]),
                bigints([row.version for row in rows]),
                texts([row.type for row in rows]),
                blobs([row.state for row in rows]),
                uuids(unmoved) if unmoved else None,
                bigints(unmoved.values()) if unmoved else None,
                command.actor.encode() if command else None,
                command.command_id.bytes if command else None,
                command.body_sha256 if command else None,
                inline.as_json() if inline is not NOTHING_INLINE else None,
            )
            [(first_position, stored, stamped_at, replayed)] = ask(self.pool, APPEND, values, tuple)
        except psycopg.Error as error:
            refused = refusal(error, command.command_id if command else None)
            if isinstance(refused, Moved | Conflict | CommandReused):
                self.durable()
            raise refused from error
        streams = (rows[0].stream,) if len(rows) == 1 else tuple(dict.fromkeys(row.stream for row in rows))
        return Receipt(first_position, stored, stamped_at, replayed, streams)

    def _append_one(self, row: NewRow) -> Receipt:
        """One event and nothing beside it, for less."""
        values = row.stream.bytes, bigint(row.version), row.type.encode(), row.state
        [(position, stamped_at)] = ask(self.pool, APPEND_ONE, values, tuple)
        return Receipt(position, 1, stamped_at, streams=(row.stream,))

    def durable(self) -> None:
        """Make sure that everything visible now is on disk: needed before any answer that rests on it."""
        if ask(self.pool, FLUSHED, (), tuple) != [(True,)]:
            ask(self.pool, DURABLE, (), tuple)

    def head(self) -> int:
        """The last position, 0 when the ledger is empty."""
        with self.pool.connection() as connection:
            found = connection.execute("SELECT coalesce(max(position), 0) FROM ledger.event").fetchone()
        return int(found[0]) if found else 0

    def page(self, after: int, limit: int, *, until: int | None = None, types: Sequence[str] = ()) -> list[Row]:
        """The next events in the order of the whole ledger, up to position `until`, of `types` only if any."""
        return self._rows(PAGE, (after, until, until, list(types), list(types), limit))

    def stream(self, stream: UUID, *, after: int = 0, limit: int | None = None, until: int | None = None) -> list[Row]:
        """One stream in order: versions above `after`, positions up to `until`."""
        return self._rows(STREAM, (stream, after, until, until, limit))

    def streams(self, streams: Sequence[UUID]) -> list[Row]:
        """Several streams, each in order, one after the other."""
        query, values = (ONE, streams[0].bytes) if len(streams) == 1 else (STREAMS, uuids(streams))
        return ask(self.pool, query, (values,), Row._make)

    def streams_by_bytes(self, streams: Collection[bytes]) -> list[Row]:
        """The same, for whoever has their ids as 16 bytes each."""
        return ask(self.pool, STREAMS, (ids(streams),), Row._make)

    def at(self, positions: Sequence[int]) -> list[Row]:
        return ask(self.pool, AT, (bigints(positions),), Row._make)

    def command(self, actor: str, command_id: UUID) -> tuple[bytes, Receipt] | None:
        """The body hash and first answer of a command that was stored."""
        found = ask(self.pool, COMMAND, (actor.encode(), command_id.bytes), tuple)
        if not found:
            return None
        [(body, first, events, recorded_at)] = found
        return body, Receipt(first, events, recorded_at, replayed=True)

    def source_keys(self, digests: Sequence[bytes]) -> dict[bytes, UUID]:
        """Which streams these (source system, external id) digests belong to; unknown ones are left out."""
        return dict(ask(self.pool, SOURCE_KEYS, (blobs(digests),), tuple))

    def _rows(self, query: str, parameters: tuple[Any, ...]) -> list[Row]:
        with self.pool.connection() as connection:
            return [Row(*row) for row in connection.execute(query, parameters, binary=True)]


REFUSALS = {"RN000": NotAppendOnly, "RN001": NotAppendOnly, "RN002": CommandReused, "RN003": Moved}


def refusal(error: psycopg.Error, command_id: UUID | None) -> Exception:
    """The database's refusal in the ledger's own words, if it has any."""
    match error:
        case psycopg.errors.UniqueViolation():
            constraint = error.diag.constraint_name or ""
            return (Moved if constraint.startswith("event_") else Conflict)(constraint)
        case psycopg.errors.LockNotAvailable():
            return LedgerBusy("the append lock was held for too long")
        case PoolTimeout():
            return LedgerBusy("no connection to the database was to be had")
        case psycopg.errors.DiskFull():
            return LedgerFull(command_id)
        case psycopg.OperationalError():
            return OutcomeUnknown(command_id)
    fault = REFUSALS.get(error.sqlstate or "")
    return fault(error.diag.message_primary) if fault else error
