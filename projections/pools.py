"""Pools: what each is called, whose it is, whom it asks for, and what was done with it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.events import TYPES
from domain.recorded import Recorded
from projections.cursor import place_of, written
from projections.projection import Log, Table, Values

FACTS = (
    *("name", "owner", "sharing", "purpose", "filter", "on_entry", "on_exit"),
    *("snapshot", "why", "read_at", "size", "part"),
)
TABLE = Table(
    name="pools",
    columns=("position", "stream", "recorded_at", "actor", "type", *FACTS, "voided_by"),
    ddl="""
        CREATE TABLE pools (
            position    bigint NOT NULL,
            stream      uuid   NOT NULL,
            recorded_at timestamptz NOT NULL,
            actor       text   NOT NULL,
            type        text   NOT NULL,
            name        text,
            owner       text,
            sharing     text,
            purpose     text,
            filter      text,
            on_entry    boolean,
            on_exit     boolean,
            snapshot    uuid,
            why         text,
            read_at     bigint,
            size        int,
            part        int,
            voided_by   bigint
        )
    """,
    indexes="""
        ALTER TABLE pools ADD PRIMARY KEY (position);
        CREATE INDEX pools_stream ON pools (stream, position);
        CREATE INDEX pools_created ON pools (stream) WHERE type = 'pool-created';
    """,
)


def rows(recorded: Recorded, voided_by: int | None) -> Iterable[Values]:
    event = recorded.event
    facts = (getattr(event, name, None) for name in FACTS)
    yield (recorded.position, recorded.stream, recorded.recorded_at, recorded.meta.actor, event.type, *facts, voided_by)


POOLS = Log(TABLE, 2, frozenset(name for name in TYPES if name.startswith("pool-")), rows)


@dataclass(frozen=True, slots=True)
class KnownPool:
    pool: UUID
    name: str
    owner: str
    sharing: str
    purpose: str
    filter: str | None
    """None: it is a list."""
    on_entry: bool
    """Its owner is told of those who come in."""
    on_exit: bool
    """And of those who go out."""
    closed: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Pools:
    read_at: int
    items: list[KnownPool]
    next: str | None


KNOWN = """
    SELECT c.position, p.* FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT made.stream, now.name, now.owner, now.sharing, now.purpose, now.filter,
               now.on_entry, now.on_exit, now.closed, made.recorded_at
        FROM read.pools made CROSS JOIN LATERAL (
            SELECT (array_agg(name ORDER BY position DESC) FILTER (WHERE name IS NOT NULL))[1] AS name,
                   (array_agg(owner ORDER BY position DESC) FILTER (WHERE owner IS NOT NULL))[1] AS owner,
                   (array_agg(sharing ORDER BY position DESC) FILTER (WHERE sharing IS NOT NULL))[1] AS sharing,
                   (array_agg(purpose ORDER BY position DESC) FILTER (WHERE purpose IS NOT NULL))[1] AS purpose,
                   (array_agg(filter ORDER BY position DESC) FILTER (WHERE filter IS NOT NULL))[1] AS filter,
                   coalesce((array_agg(on_entry ORDER BY position DESC) FILTER (WHERE on_entry IS NOT NULL))[1], false)
                       AS on_entry,
                   coalesce((array_agg(on_exit ORDER BY position DESC) FILTER (WHERE on_exit IS NOT NULL))[1], false)
                       AS on_exit,
                   bool_or(type = 'pool-closed') AS closed
            FROM read.pools WHERE stream = made.stream AND voided_by IS NULL
        ) now
        WHERE made.type = 'pool-created' AND made.voided_by IS NULL AND made.stream > %(after)s
          AND (%(pool)s::uuid IS NULL OR made.stream = %(pool)s)
          AND (%(actors)s::text[] IS NULL OR now.sharing = 'shared' OR now.owner = ANY(%(actors)s))
          AND (%(pool)s::uuid IS NOT NULL OR NOT now.closed)
        ORDER BY made.stream LIMIT %(limit)s
    ) p ON true
    WHERE c.projection = 'pools' AND c.live ORDER BY p.stream
"""


def known_pools(
    connection: Connection[Any],
    actors: Collection[str] | None,
    *,
    only: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Pools:
    """A page of the pools that are open to whoever acts as one of `actors` (None: all), in the order of making;
    or just one of them, also when it is closed. Raises InvalidCursor.
    """
    after = place_of(cursor, UUID)[0] if cursor else UUID(int=0)
    given = {"after": after, "pool": only, "limit": limit}
    found = connection.execute(KNOWN, given | {"actors": None if actors is None else list(actors)}).fetchall()
    items = [KnownPool(*row[1:]) for row in found if row[1] is not None]
    following = written([items[-1].pool]) if len(items) == limit else None
    return Pools(found[0][0] if found else 0, items, following)


@dataclass(frozen=True, slots=True)
class Snapshot:
    snapshot: UUID
    taken_at: datetime
    taken_by: str
    why: str
    read_at: int
    size: int


def snapshots(connection: Connection[Any], pool: UUID) -> list[Snapshot]:
    """What the pool was acted on for, and how many were in it then, the last first."""
    query = """
        SELECT snapshot, recorded_at, actor, why, read_at, size FROM read.pools
        WHERE stream = %s AND type = 'pool-snapshot-taken' AND part = 1 AND voided_by IS NULL
        ORDER BY position DESC LIMIT 1000
    """
    return [Snapshot(*row) for row in connection.execute(query, (pool,))]
