"""A pool's owner is told of those who came in and went out, where the pool asks for it: how many, never who.

What is told comes from the log of moves, in its order, also of what time alone turned. How far was told stands in
`work.pool_told`: the log is the same after a rebuild, so nobody is told twice.
"""

import logging
import threading
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection

from ledger.locks import TELLS_OWNERS
from ledger.settings import Settings
from ledger.store import OPTIONS
from projections.checkpoint import live
from projections.pools import KnownPool, known_pools
from workers.alert import NotTold, tell

EVERY = 10.0
"""Seconds."""

log = logging.getLogger("renmai.workers")


def follow_pools(settings: Settings, stopping: threading.Event, every: float = EVERY) -> None:
    """Until `stopping`. One tells at a time; whoever stands by goes on where it stopped."""
    while not stopping.wait(every):
        try:
            with psycopg.connect(settings.conninfo("writer"), autocommit=True, options=OPTIONS) as session:
                if session.execute("SELECT pg_try_advisory_lock(%s)", (TELLS_OWNERS,)).fetchone() == (True,):
                    tell_owners(settings, session)
        except (NotTold, psycopg.Error) as error:
            log.warning("owners of pools are not told yet (%s): trying again", type(error).__name__)


def tell_owners(settings: Settings, session: Connection[Any]) -> int:
    """Tell each owner once of everything since the last time; answers how many were told. Raises NotTold."""
    told = 0
    found = live(session, ["people"])
    until = found[0].moment if found else None
    if until is None:
        return 0
    for pool in _alerting(session):
        since = _since(session, pool, until)
        came, went = _moved(session, pool.pool, since, until)
        if (came and pool.on_entry) or (went and pool.on_exit):
            tell(settings, _words(pool, came, went), pool.pool, "pools")
            told += 1
        session.execute("UPDATE work.pool_told SET until = %s WHERE pool = %s", (until, pool.pool))
    return told


def _alerting(session: Connection[Any]) -> list[KnownPool]:
    found: list[KnownPool] = []
    cursor: str | None = None
    while True:
        page = known_pools(session, None, cursor=cursor, limit=500)
        found += [each for each in page.items if each.on_entry or each.on_exit]
        if (cursor := page.next) is None:
            return found


def _since(session: Connection[Any], pool: KnownPool, until: datetime) -> datetime:
    """Of a pool that has just begun to ask for it, nothing that was before."""
    query = "SELECT until FROM work.pool_told WHERE pool = %s"
    found = session.execute(query, (pool.pool,)).fetchone()
    if found is None:
        session.execute("INSERT INTO work.pool_told (pool, until) VALUES (%s, %s)", (pool.pool, until))
        return until
    (since,) = found
    assert isinstance(since, datetime)
    return since


def _moved(session: Connection[Any], pool: UUID, since: datetime, until: datetime) -> tuple[int, int]:
    query = """
        SELECT count(*) FILTER (WHERE entered), count(*) FILTER (WHERE NOT entered) FROM read.pool_moves
        WHERE pool = %s AND moment >= %s AND moment < %s
    """
    row = session.execute(query, (pool, since, until)).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def _words(pool: KnownPool, came: int, went: int) -> str:
    told = [f"{came} came in · {came} 人进入"] if pool.on_entry else []
    told += [f"{went} went out · {went} 人离开"] if pool.on_exit else []
    return f"{pool.name} ({pool.owner}): {', '.join(told)}"
