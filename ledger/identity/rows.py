"""The tables of matching, as the database keeps them: keyed hashes, and sealed features."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from struct import Struct
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from psycopg_pool import ConnectionPool

from ledger.arrays import bigint, bigints, ids, uuids
from ledger.locks import RECOUNTS
from ledger.session import Query, Session, borrowed

BLOCKS = Query(
    b"match-blocks",
    b"""
    SELECT wanted.digest, held.streams FROM ledger.matched($3::uuid[]), unnest($1::int8[]) AS wanted(digest)
    CROSS JOIN LATERAL (
        SELECT string_agg(uuid_send(k.stream), '') FROM (
            SELECT stream FROM ledger.match_key WHERE digest = wanted.digest ORDER BY stream LIMIT $2::int8
        ) k HAVING count(*) > 1
    ) held(streams)
    """,
)
BLOCKS_TOGETHER = Query(
    b"match-blocks-together",
    b"SELECT digest, streams FROM ledger.matched($2::uuid[]), ledger.match_blocks($1::int8[])",
)
TOGETHER = 500
"""Keys from which on all are looked up in one scan, which reads a block whole, in the place of one scan for each."""
CROWDS_REMEMBERED = 100_000
"""16 MB at most."""
ID = 16
"""Bytes."""
RECORDS = Query(
    b"match-records",
    b"""
    SELECT uuid_send(stream), stream::text, position, generation, features FROM ledger.match_record
    WHERE stream = ANY($1::uuid[])
    """,
)
DUE = Query(
    b"match-due",
    b"""
    SELECT stream FROM ledger.match_due
    WHERE since <= clock_timestamp() - CASE WHEN late THEN 0 ELSE $2::int8 END * interval '1 second'
    ORDER BY since LIMIT $1::int8
    """,
)
LATE = Query(b"match-late", b"SELECT stream FROM ledger.match_due WHERE late AND stream = ANY($1::uuid[])")
MATCHED = Query(b"matched", b"SELECT ledger.matched($1::uuid[])")
UNMATCH = Query(b"unmatch", b"SELECT ledger.unmatch($1::uuid[])")
POPULATION = Query(
    b"match-population",
    b"""
    SELECT (pg_relation_size(c.oid) / 8192 * CASE WHEN c.reltuples > 0 THEN c.reltuples / c.relpages ELSE 12 END)::int8,
        greatest(c.reltuples, 0)::int8,
        c.reltuples, pg_stat_get_analyze_count(c.oid), pg_stat_get_autoanalyze_count(c.oid)
    FROM pg_class c WHERE c.oid = 'ledger.match_record'::regclass
    """,
)
SHARES = Query(
    b"match-shares",
    b"""
    SELECT most_common_elems::text::int8[], most_common_elem_freqs FROM pg_stats
    WHERE schemaname = 'ledger' AND tablename = 'match_record' AND attname = 'terms'
    """,
)
RECOUNT = Query(b"match-recount", b"SELECT ledger.recount() WHERE pg_try_advisory_xact_lock(%d)" % RECOUNTS)
"""Unless somebody else is counting at this moment."""


def _apart(streams: bytes) -> tuple[bytes, ...]:
    """Ids that lie one after the other."""
    return _of_ids(len(streams) // ID).unpack(streams)


@lru_cache(256)
def _of_ids(count: int) -> Struct:
    return Struct(f"{ID}s" * count)


class MatchRow(NamedTuple):
    """One record's inline row, and its keys."""

    stream: UUID
    event: int
    """The place of the event that describes it, in the append."""
    generation: int
    features: bytes
    digests: Sequence[int]
    terms: Sequence[int]
    """Keyed hashes of names, places and the like, of which only the frequency counts."""


Kept = tuple[bytes, str, int, int, bytes]
"""A record as it is kept: its stream, and the same in letters, as its key is bound to it; its position; the key's
generation; its features, sealed."""


class MatchTables:
    """Reads them, and says what is done with. Rows come and change with the appends that describe people."""

    def __init__(self, pool: ConnectionPool[Session]) -> None:
        self._pool = pool
        self._compared: list[UUID] = []
        self._crowds: set[int] = set()
        """Keys whose block was oversized when it was last read as a whole."""
        self._one_at_a_time = Lock()

    def blocks(self, digests: Collection[int], most: int) -> dict[int, tuple[bytes, ...]]:
        """Who has each key that two have or more, as the bytes of their ids; of an oversized block `most` of them.

        Many are looked up together, and one that turns out to be oversized by itself from then on.
        """
        wanted = set(digests)
        apart = wanted & self._crowds if len(wanted) >= TOGETHER else wanted
        found: list[tuple[int, bytes]] = []
        with borrowed(self._pool) as session:
            if together := wanted - apart:
                in_order = bigints(sorted(together))  # as the index has them
                found += session.ask(BLOCKS_TOGETHER, (in_order, uuids(self._untold())), tuple)
                self._remember(digest for digest, streams in found if len(streams) > most * ID)
            if apart:
                in_order = bigints(sorted(apart))
                found += session.ask(BLOCKS, (in_order, bigint(most), uuids(self._untold())), tuple)
        return {digest: _apart(streams[: most * ID]) for digest, streams in found}

    def _remember(self, crowds: Iterable[int]) -> None:
        if len(self._crowds) > CROWDS_REMEMBERED:
            self._crowds = set()
        self._crowds.update(crowds)

    def records(self, streams: Collection[bytes]) -> list[Kept]:
        """By the bytes of their ids."""
        with borrowed(self._pool) as session:
            return session.ask(RECORDS, (ids(streams),), tuple)

    def due(self, most: int, seconds: int) -> list[UUID]:
        """Records that nobody has compared for so many seconds, or that came late, the oldest first."""
        self.tell()
        with borrowed(self._pool) as session:
            return [stream for (stream,) in session.ask(DUE, (bigint(most), bigint(seconds)), tuple)]

    def late(self, streams: Collection[UUID]) -> frozenset[UUID]:
        """Which of them were indexed after others that they precede, and wait to be compared."""
        with borrowed(self._pool) as session:
            return frozenset(stream for (stream,) in session.ask(LATE, (uuids(streams),), tuple))

    def matched(self, streams: Collection[UUID]) -> None:
        """They were compared: the database hears of it with the next question. Whoever stays due because a process ends
        before, or asks nothing more, is compared once more, and nothing is said twice."""
        with self._one_at_a_time:
            self._compared += streams

    def tell(self) -> None:
        if untold := self._untold():
            with borrowed(self._pool) as session:
                session.ask(MATCHED, (uuids(untold),), tuple)

    def _untold(self) -> list[UUID]:
        with self._one_at_a_time:
            untold, self._compared = self._compared, []
        return untold

    def unmatch(self, streams: Collection[UUID]) -> None:
        """They are never found again."""
        with borrowed(self._pool) as session:
            session.ask(UNMATCH, (uuids(streams),), tuple)

    def population(self) -> tuple[int, int, tuple[float, int, int]]:
        """How many records there are (by the pages they take), how many there were when terms were last counted, and
        a mark that another count changes."""
        with borrowed(self._pool) as session:
            [(records, counted, *mark)] = session.ask(POPULATION, (), tuple)
        return records, counted, (mark[0], mark[1], mark[2])

    def shares(self) -> dict[int, float]:
        """Which share of the records has each of the commonest terms, as they were last counted."""
        with borrowed(self._pool) as session:
            found = session.ask(SHARES, (), tuple)
        return {term: share for terms, shares in found for term, share in zip(terms or (), shares or (), strict=False)}

    def recount(self) -> None:
        with borrowed(self._pool) as session:
            session.ask(RECOUNT, (), tuple)
