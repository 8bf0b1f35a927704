"""What turns in pools though nothing happens to a person: time passes, and pools are let ask for others.

Both are asked of everybody, so both are statements: whom time may have turned something for is a range of an index, and
whom an edit brings in or sends out is the difference of two sets.
"""

from collections.abc import Collection, Sequence
from typing import Any, LiteralString
from uuid import UUID

from psycopg import Connection, sql

from domain.askings import Askings
from domain.search.conditions import Within
from domain.search.filter import Term
from domain.turning import Ended, passed
from ledger.keyring import Keyring
from projections import moving, pool_filters, records
from projections.checkpoint import Checkpoint
from projections.moving import Until
from projections.search_query import where

AT_ONCE = 2_000
"""People in memory at once."""


def pass_time(
    connection: Connection[Any], checkpoint: Checkpoint, until: Until, keyring: Keyring, but: Collection[UUID] = ()
) -> None:
    """Tell what time turned since the checkpoint's moment, up to another and including it, for all others."""
    askings = pool_filters.askings(connection)
    if checkpoint.moment is None or checkpoint.moment >= until.moment or not askings.turning:
        return
    since = Until(until.position, checkpoint.moment)
    waiting = sorted(_looked_at(connection, askings.turning, since, until) - set(but))
    timely = Askings(askings.timely) if waiting else askings
    for begin in range(0, len(waiting), AT_ONCE):
        people = waiting[begin : begin + AT_ONCE]
        known = records.whole(connection, records.held(connection, people), keyring)
        moved = moving.follow(timely, known, (), moving.within(connection, people), since, until)
        moving.write_moves(connection, checkpoint, moved)


def _looked_at(connection: Connection[Any], conditions: Sequence[Term], since: Until, until: Until) -> set[UUID]:
    """Whom a condition may have turned for. Pools that ask alike cost one look."""
    ranges = dict.fromkeys(each for term in conditions for each in passed(term, since.moment, until.moment))
    if not ranges:
        return set()
    looks = [_look(each) for each in ranges]
    # Most stretches of time ask alike: the statement stays the same, and its plan.
    query = sql.SQL(" UNION ").join([look for look, _ in looks])
    found = connection.execute(query, [value for _, given in looks for value in given])
    return {dossier for (dossier,) in found}


IN_RANGE: LiteralString = "SELECT dossier FROM search WHERE {column} >= %s AND {column} < %s"
CONSENT_ENDED: LiteralString = """
    SELECT dossier FROM search WHERE marks @> %s::text[] AND EXISTS (
        SELECT FROM unnest(consents) held WHERE right(held, 10) COLLATE "C" >= %s
        AND right(held, 10) COLLATE "C" < %s)
"""


def _look(each: Within | Ended) -> tuple[sql.Composed, tuple[Any, ...]]:
    match each:
        case Within(column, begin, end):
            return sql.SQL(IN_RANGE).format(column=sql.Identifier(column)), (begin, end)
        case Ended(scope, begin, end):
            return sql.SQL(CONSENT_ENDED).format(), ([f"consent:{scope}"], begin.isoformat(), end.isoformat())


def edit(connection: Connection[Any], pools: Collection[UUID], after: int, until: Until, keyring: Keyring) -> None:
    """Ask everybody anew, as they stand now: for pools that ask for others from the last event on."""
    for pool, position, moment, cause, text, spelt_at in pool_filters.note(
        connection, pools, after, until.position, keyring
    ):
        asked = pool_filters.spelt(connection, text, spelt_at) if text else None
        fits = where(asked.node, moment) if asked else None
        connection.execute(
            sql.SQL(EDITED).format(asked=fits.condition if fits else sql.SQL("false")),
            {**(fits.parameters if fits else {}), "pool": pool, "position": position, "moment": moment, "cause": cause},
            prepare=False,
        )


EDITED: LiteralString = """
    WITH was AS MATERIALIZED (
        SELECT dossier FROM (
            SELECT DISTINCT ON (dossier) dossier, entered FROM pool_moves WHERE pool = %(pool)s
            ORDER BY dossier, moment DESC, position DESC NULLS LAST
        ) last WHERE entered
    ), fits AS MATERIALIZED (SELECT dossier FROM search WHERE {asked})
    INSERT INTO pool_moves (dossier, pool, moment, position, entered, cause, holds, fails)
    SELECT coalesce(fits.dossier, was.dossier), %(pool)s, %(moment)s, %(position)s, fits.dossier IS NOT NULL, %(cause)s,
           '{{}}', '{{}}'
    FROM fits FULL JOIN was USING (dossier) WHERE fits.dossier IS NULL OR was.dossier IS NULL
"""
