"""What happened to one person, page by page, straight from the ledger.

A page costs the same however long the history is: each member's stream is read from its index at the version where
the last page ended. What was recorded in error stays in its place, marked by the event that says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from psycopg import Connection

from domain.recorded import Recorded
from ledger.ledger import Ledger
from ledger.store import Row
from projections import cursor as cursors
from projections.corrections import voided
from projections.cursor import InvalidCursor

Order = Literal["oldest", "newest"]


@dataclass(frozen=True, slots=True)
class Entry:
    recorded: Recorded
    voided_by: int | None
    """The position that declared it recorded in error."""


@dataclass(frozen=True, slots=True)
class History:
    read_at: int
    candidate: UUID
    """The person that the id leads to."""
    members: tuple[UUID, ...]
    items: list[Entry]
    next: str | None


MEMBERS = """
    SELECT c.position, d.dossier, d.members
    FROM read.checkpoint c
    LEFT JOIN read.dossiers asked ON asked.dossier = %(id)s
    LEFT JOIN read.dossiers d ON d.dossier = coalesce(asked.merged_into, asked.dossier)
    WHERE c.projection = 'people' AND c.live
"""
OLDEST = """
    SELECT e.* FROM unnest(%(streams)s::uuid[], %(versions)s::bigint[]) AS member(stream, version)
    CROSS JOIN LATERAL (
        SELECT position, stream, version, type, recorded_at, state FROM ledger.event
        WHERE stream = member.stream AND version > member.version AND position <= %(until)s
        ORDER BY version LIMIT %(limit)s
    ) e ORDER BY e.position LIMIT %(limit)s
"""
NEWEST = """
    SELECT e.* FROM unnest(%(streams)s::uuid[], %(versions)s::bigint[]) AS member(stream, version)
    CROSS JOIN LATERAL (
        SELECT position, stream, version, type, recorded_at, state FROM ledger.event
        WHERE stream = member.stream AND version < member.version AND position <= %(until)s
        ORDER BY version DESC LIMIT %(limit)s
    ) e ORDER BY e.position DESC LIMIT %(limit)s
"""
QUERIES: dict[Order, tuple[str, int]] = {"oldest": (OLDEST, 0), "newest": (NEWEST, 2**62)}
"""Each with the version that a stream begins at."""


def history(
    connection: Connection[Any],
    ledger: Ledger,
    candidate: UUID,
    *,
    order: Order = "oldest",
    cursor: str | None = None,
    limit: int = 100,
    unseal: bool = True,
) -> History | None:
    """A page of events of the whole person. None before the read model was ever built. Raises InvalidCursor."""
    query, begin = QUERIES[order]
    row = connection.execute(MEMBERS, {"id": candidate}).fetchone()
    if row is None:
        return None
    read_at, found, members = row
    members = members or [candidate]
    reached = dict.fromkeys(members, begin) | (_reached(cursor, order) if cursor else {})
    parameters = {
        "streams": list(reached),
        "versions": list(reached.values()),
        "until": read_at,
        "limit": limit,
    }
    rows = [Row(*each) for each in connection.execute(query.encode(), parameters, binary=True)]
    void = voided(connection, [each.position for each in rows]) if rows else {}
    items = [Entry(each, void.get(each.position)) for each in ledger.read(rows, unseal=unseal)]
    following = None
    if len(rows) == limit:
        reached |= {each.stream: each.version for each in rows}
        following = _cursor(order, reached)
    return History(read_at, found or candidate, tuple(members), items, following)


def _cursor(order: Order, reached: Mapping[UUID, int]) -> str:
    return cursors.written({"order": order, "versions": dict(reached)})


def _reached(cursor: str, order: Order) -> dict[UUID, int]:
    place = cursors.read(cursor)
    try:
        if place["order"] != order:
            raise InvalidCursor
        return {UUID(stream): int(version) for stream, version in place["versions"].items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InvalidCursor from error
