"""What each pool asks for, from which position on. Kept beside the people, whom it is asked of.

A filter keeps the words that were written, and asks for every spelling that the vocabulary of tags knew by `spelt_at`:
where a term gets a name, or is merged, pools that have one of its words ask for others.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.askings import Asking, Askings, Edit, Understood, understood
from domain.events import (
    PoolClosed,
    PoolCreated,
    PoolFilterChanged,
    RecordedInError,
    TagTermAdded,
    TagTermMerged,
    TagTermNamed,
    TagTermRetired,
)
from domain.pool import Pool, fold_pool
from domain.recorded import Recorded
from domain.remembered import A_FEW
from domain.search.filter import Term
from domain.search.parse import parse
from domain.search.parts import BadFilter
from domain.search.terms import words_of
from domain.search.write import write
from domain.tag_vocabulary import NO_TERMS, TagVocabulary, fold_tag_vocabulary
from domain.tag_vocabulary import STREAM as VOCABULARY
from domain.vocabulary import TagFacet
from ledger.codec import decode_closed
from ledger.keyring import Keyring
from ledger.store import Row
from projections.projection import Table, Values
from projections.reading import read
from projections.writing import copy_rows

TABLE = Table(
    name="pool_filters",
    columns=("pool", "position", "moment", "cause", "filter", "spelt_at"),
    ddl="""
        CREATE TABLE pool_filters (
            pool     uuid        NOT NULL,
            position bigint      NOT NULL,
            moment   timestamptz NOT NULL,
            cause    text        NOT NULL,
            filter   text,
            spelt_at bigint      NOT NULL
        )
    """,
    indexes="ALTER TABLE pool_filters ADD PRIMARY KEY (pool, position);",
    kept=True,
)
EDITS = frozenset(str(each.model_fields["type"].default) for each in (PoolCreated, PoolFilterChanged, PoolClosed))
TAKES_BACK = str(RecordedInError.model_fields["type"].default)
SPELLS = frozenset(
    str(each.model_fields["type"].default) for each in (TagTermAdded, TagTermNamed, TagTermMerged, TagTermRetired)
)


def first_edit(connection: Connection[Any], rows: Sequence[Row]) -> int | None:
    """The place of the first event that lets a pool ask for others."""
    taken_back = {row.stream for row in rows if row.type == TAKES_BACK}
    known = set[UUID]()
    if taken_back:
        query = "SELECT DISTINCT pool FROM pool_filters WHERE pool = ANY(%s)"
        known = {pool for (pool,) in connection.execute(query, (list(taken_back),))}
    words, vocabulary = set[tuple[TagFacet, str]](), NO_TERMS
    if any(row.type in SPELLS for row in rows):
        words = {word for (text,) in connection.execute(TEXTS) for word in _words(text)}
        vocabulary = _vocabulary(connection, rows[0].position - 1)
    for at, row in enumerate(rows):
        if row.type in EDITS or (row.type == TAKES_BACK and row.stream in known):
            return at
        if words and row.type in SPELLS:
            before, vocabulary = vocabulary, fold_tag_vocabulary([decode_closed(row)], vocabulary)
            if _respelt(words, before, vocabulary):
                return at
    return None


def note(
    connection: Connection[Any], pools: Collection[UUID], after: int, until: int, keyring: Keyring
) -> list[Values]:
    """Keep what these pools ask for after one position and up to another; answers it as rows. If the vocabulary of
    tags is among them, what all ask for.
    """
    if VOCABULARY in pools:
        pools = [pool for (pool,) in connection.execute("SELECT DISTINCT pool FROM pool_filters")]
    query = """
        SELECT position, stream, version, type, recorded_at, state FROM ledger.event
        WHERE stream = ANY(%s) AND position <= %s AND type = ANY(%s) ORDER BY position
    """
    types = [*EDITS, TAKES_BACK, *SPELLS]
    found = connection.execute(query, ([*pools, VOCABULARY], until, types), binary=True)
    happened = [each for each in read([Row(*row) for row in found], keyring) if isinstance(each, Recorded)]
    rows = [row for row in _rows(happened) if row[1] > after]
    copy_rows(connection, TABLE, rows)
    return rows


def note_all(connection: Connection[Any], until: int, keyring: Keyring) -> None:
    """Of every pool, for a new generation."""
    query = "SELECT DISTINCT stream FROM ledger.event WHERE type = 'pool-created' AND position <= %s"
    pools = [pool for (pool,) in connection.execute(query, (until,))]
    note(connection, pools, 0, until, keyring)


def _rows(happened: Iterable[Recorded]) -> Iterator[Values]:
    vocabulary = NO_TERMS
    histories: dict[UUID, list[Recorded]] = {}
    asked: dict[UUID, str | None] = {}
    for each in happened:
        if each.stream == VOCABULARY:
            before, vocabulary = vocabulary, fold_tag_vocabulary([each], vocabulary)
            changed = [pool for pool, text in asked.items() if text and _respelt(_words(text), before, vocabulary)]
        else:
            history = histories.setdefault(each.stream, [])
            history.append(each)
            text = _asked(fold_pool(history))
            changed = [each.stream] if text != asked.get(each.stream) else []
            asked[each.stream] = text
        for pool in changed:
            yield pool, each.position, each.recorded_at, each.event.type, asked[pool], vocabulary.position


def _asked(pool: Pool | None) -> str | None:
    if pool is None or pool.name is None or pool.closed:
        return None
    return (pool.filter or write(Term(field="list", value=str(pool.stream)))).replace("\0", "")


@lru_cache(A_FEW)
def _words(text: str) -> frozenset[tuple[TagFacet, str]]:
    """The tags that a filter asks for."""
    try:
        node = parse(text)
    except BadFilter:
        return frozenset()
    return frozenset(words_of(node)) if node else frozenset()


def _respelt(words: Iterable[tuple[TagFacet, str]], before: TagVocabulary, after: TagVocabulary) -> bool:
    return any({*before.spellings(*each)} != {*after.spellings(*each)} for each in words)


def _vocabulary(connection: Connection[Any], until: int) -> TagVocabulary:
    query = """
        SELECT position, stream, version, type, recorded_at, state FROM ledger.event
        WHERE stream = %s AND position <= %s AND type = ANY(%s) ORDER BY version
    """
    found = connection.execute(query, (VOCABULARY, until, list(SPELLS)), binary=True)
    return fold_tag_vocabulary([decode_closed(Row(*row)) for row in found])


TEXTS = "SELECT DISTINCT filter FROM pool_filters WHERE filter IS NOT NULL"
_KNOWN: dict[tuple[Any, ...], Askings] = {}
"""By where it stands and what was noted last: only added to, so as many rows up to the same edit are the same."""
MOST_KNOWN = 20
STATE = "SELECT current_schema(), count(*), max(position), max(moment) FROM pool_filters"
ASKED = """
    SELECT * FROM (
        SELECT pool, filter, spelt_at, position, moment, cause,
               lead((position, moment, cause)) OVER w IS NOT NULL AS over,
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
    spelt: dict[int, TagVocabulary] = {}
    for pool, text, spelt_at, position, moment, cause, over, *ended in connection.execute(
        ASKED, (all_ever,)
    ).fetchall():
        if spelt_at not in spelt:
            spelt[spelt_at] = _vocabulary(connection, spelt_at)
        filter_ = understood(text, spelt[spelt_at])
        if filter_ is not None:
            yield Asking(pool, filter_, Edit(position, moment, cause), Edit(*ended) if over else None)


def spelt(connection: Connection[Any], text: str, until: int) -> Understood | None:
    """What a filter asks for by the vocabulary as it stood."""
    return understood(text, _vocabulary(connection, until))
