"""What each pool asks for, from which position on. Kept beside the people, whom it is asked of."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.events import PoolClosed, PoolCreated, PoolFilterChanged, RecordedInError
from domain.moves import Asking, Askings, Edit, understood
from domain.pool import fold_pool
from domain.recorded import Recorded
from domain.search.filter import Term
from domain.search.write import write
from ledger.keyring import Keyring
from ledger.store import Row
from projections.projection import Table, Values
from projections.reading import read
from projections.writing import copy_rows

TABLE = Table(
    name="pool_filters",
    columns=("pool", "position", "moment", "cause", "filter"),
    ddl="""
        CREATE TABLE pool_filters (
            pool     uuid        NOT NULL,
            position bigint      NOT NULL,
            moment   timestamptz NOT NULL,
            cause    text        NOT NULL,
            filter   text
        )
    """,
    indexes="ALTER TABLE pool_filters ADD PRIMARY KEY (pool, position);",
    kept=True,
)
EDITS = frozenset(str(each.model_fields["type"].default) for each in (PoolCreated, PoolFilterChanged, PoolClosed))
TAKES_BACK = str(RecordedInError.model_fields["type"].default)


def first_edit(connection: Connection[Any], rows: Sequence[Row]) -> int | None:
    """The place of the first event that lets a pool ask for others."""
    taken_back = {row.stream for row in rows if row.type == TAKES_BACK}
    known = set[UUID]()
    if taken_back:
        query = "SELECT DISTINCT pool FROM pool_filters WHERE pool = ANY(%s)"
        known = {pool for (pool,) in connection.execute(query, (list(taken_back),))}
    places = (
        at for at, row in enumerate(rows) if row.type in EDITS or (row.type == TAKES_BACK and row.stream in known)
    )
    return next(places, None)


def note(
    connection: Connection[Any], pools: Collection[UUID], after: int, until: int, keyring: Keyring
) -> list[Values]:
    """Keep what these pools ask for after one position and up to another; answers it as rows."""
    query = """
        SELECT position, stream, version, type, recorded_at, state FROM ledger.event
        WHERE stream = ANY(%s) AND position <= %s AND type = ANY(%s) ORDER BY stream, version
    """
    found = connection.execute(query, (list(pools), until, [*EDITS, TAKES_BACK]), binary=True)
    by_pool: dict[UUID, list[Recorded]] = {}
    for each in read([Row(*row) for row in found], keyring):
        if isinstance(each, Recorded):
            by_pool.setdefault(each.stream, []).append(each)
    rows = [row for history in by_pool.values() for row in _rows(history) if row[1] > after]
    copy_rows(connection, TABLE, rows)
    return rows


def note_all(connection: Connection[Any], until: int, keyring: Keyring) -> None:
    """Of every pool, for a new generation."""
    query = "SELECT DISTINCT stream FROM ledger.event WHERE type = 'pool-created' AND position <= %s"
    pools = [pool for (pool,) in connection.execute(query, (until,))]
    note(connection, pools, 0, until, keyring)


def _rows(history: Sequence[Recorded]) -> Iterator[Values]:
    asked: str | None = None
    for place, each in enumerate(history, start=1):
        pool = fold_pool(history[:place])
        before, asked = asked, None
        if pool is not None and pool.name is not None and not pool.closed:
            asked = pool.filter or write(Term(field="list", value=str(pool.stream)))
        if asked != before:
            yield each.stream, each.position, each.recorded_at, each.event.type, asked and asked.replace("\0", "")


_KNOWN: dict[tuple[Any, ...], Askings] = {}
"""By where it stands and what was noted last: only added to, so as many rows up to the same edit are the same."""
MOST_KNOWN = 20
STATE = "SELECT current_schema(), count(*), max(position), max(moment) FROM pool_filters"
ASKED = """
    SELECT * FROM (
        SELECT pool, filter, position, moment, cause, lead((position, moment, cause)) OVER w IS NOT NULL AS over,
               lead(position) OVER w, lead(moment) OVER w, lead(cause) OVER w
        FROM pool_filters WINDOW w AS (PARTITION BY pool ORDER BY position)
    ) asked WHERE filter IS NOT NULL AND (%s OR NOT over) ORDER BY position
"""


def askings(connection: Connection[Any], *, all_ever: bool = False) -> Askings:
    """What is asked now, or all that was ever asked."""
    state = connection.execute(STATE).fetchone()
    where = (connection.info.host, connection.info.dbname, all_ever, state)
    if where not in _KNOWN:
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[where] = Askings(_askings(connection, all_ever))
    return _KNOWN[where]


def _askings(connection: Connection[Any], all_ever: bool) -> Iterator[Asking]:
    for pool, text, position, moment, cause, over, *ended in connection.execute(ASKED, (all_ever,)):
        filter_ = understood(text)
        if filter_ is not None:
            yield Asking(pool, filter_, Edit(position, moment, cause), Edit(*ended) if over else None)
