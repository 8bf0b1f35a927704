"""One row per person, and one for every id that leads to another person now.

The row holds the dossier as JSON, ready to be sent, and beside it what lists are filtered by. A position marks the
last event that changed the row, so that a reader of changes can go on from where they were. What no query is planned
by is left out of the planner's statistics: they would hold samples of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from psycopg import Connection, sql

from domain.access import EVERYTHING, Scope
from projections.cursor import place_of, written
from projections.document import as_json
from projections.person import Person
from projections.projection import Table, Values, View
from projections.within import bearing, bounds

TABLE = Table(
    name="dossiers",
    columns=(
        *("dossier", "position", "merged_into", "members", "version", "void", "erased"),
        *("name", "status", "intent", "tags", "owners", "pools", "scope", "document"),
    ),
    ddl="""
        CREATE TABLE dossiers (
            dossier     uuid    NOT NULL,
            position    bigint  NOT NULL,
            merged_into uuid,
            members     uuid[]  NOT NULL,
            version     bigint  NOT NULL,
            void        boolean NOT NULL,
            erased      boolean NOT NULL,
            name        text,
            status      text,
            intent      text,
            tags        text[]  NOT NULL,
            owners      text[]  NOT NULL,
            pools       text[]  NOT NULL,
            scope       text[]  NOT NULL DEFAULT '{~unit:-}',
            document    text
        ) WITH (toast_tuple_target = 8160);
        ALTER TABLE dossiers ALTER members SET STATISTICS 0, ALTER name SET STATISTICS 0,
            ALTER document SET STATISTICS 0;
    """,
    indexes="""
        ALTER TABLE dossiers ADD PRIMARY KEY (dossier);
        CREATE INDEX dossiers_position ON dossiers (position, dossier);
        CREATE INDEX dossiers_marks ON dossiers USING gin (tags, owners, pools);
        CREATE INDEX dossiers_status ON dossiers (status, dossier) WHERE status <> 'prospect';
    """,
    encoded=frozenset({"document"}),
)


def rows(person: Person) -> Iterable[Values]:
    dossier = person.dossier
    scope = list(dossier.belonging.marks)
    yield (
        *(dossier.candidate, person.position, None, list(dossier.members)),
        sum(record.version for record in dossier.records),
        *(dossier.void, dossier.erased),
        dossier.profile.name.full if dossier.profile.name else None,
        dossier.status.value,
        dossier.profile.intent.value if dossier.profile.intent else None,
        list(dossier.knowing.tags),
        sorted({held.owner for held in dossier.knowing.owners.values() if held.owner}),
        list(dossier.pools),
        scope,
        as_json(dossier),
    )
    for stream in person.absorbed:
        yield (
            *(stream, person.linked_at, dossier.candidate, [], dossier.record(stream).version),
            *(dossier.record(stream).void, False, None, None, None, [], [], [], scope, None),
        )


DOSSIERS = View(TABLE, 5, rows)


@dataclass(frozen=True, slots=True)
class Found:
    """An answer about one id. `read_at` is the position that it answers from."""

    read_at: int
    candidate: UUID | None
    """The person that the id leads to, maybe under another id; None if nobody is known."""
    position: int | None
    """The last event that changed the dossier."""
    version: int | None
    """The versions of all its streams, added up: it rises with each event."""
    document: str | None
    """JSON; see `projections.document`."""
    parked: str | None
    """Why some events of this person are missing: the code of the fault."""


GET = """
    SELECT c.position, d.dossier, d.position, d.version, d.document, (
        SELECT p.code FROM read.parked p
        WHERE p.projection = c.projection AND p.generation = c.generation
          AND p.stream = ANY(coalesce(d.members, ARRAY[%(id)s::uuid])) LIMIT 1
    )
    FROM read.checkpoint c
    LEFT JOIN read.dossiers asked ON asked.dossier = %(id)s
    LEFT JOIN read.dossiers d ON d.dossier = coalesce(asked.merged_into, asked.dossier)
    WHERE c.projection = 'people' AND c.live
"""
"""One id as `Found`; of an id that was merged away, the person that it leads to."""


def get_dossier(connection: Connection[Any], candidate: UUID) -> Found | None:
    """None before the read model was ever built."""
    row = connection.execute(GET, {"id": candidate}).fetchone()
    return Found(*row) if row else None


@dataclass(frozen=True, slots=True)
class Filter:
    """What a simple list may be narrowed to; all that are given must hold."""

    tag: str | None = None
    owner: str | None = None
    status: str | None = None
    pool: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    read_at: int
    items: list[str]
    """Documents, as JSON, the newest person first."""
    next: str | None
    """The cursor of the next page, if there may be one."""
    people: list[UUID]
    """Whose documents they are."""


LIST = (
    sql.SQL("""
    SELECT c.position, d.dossier, d.document
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT dossier, document FROM read.dossiers
        WHERE merged_into IS NULL AND NOT void
          AND (%(before)s::uuid IS NULL OR dossier < %(before)s)
          AND (%(tag)s::text IS NULL OR tags @> ARRAY[%(tag)s::text])
          AND (%(owner)s::text IS NULL OR owners @> ARRAY[%(owner)s::text])
          AND (%(status)s::text IS NULL OR status = %(status)s)
          AND (%(pool)s::text IS NULL OR pools @> ARRAY[%(pool)s::text]) AND {within}
        ORDER BY dossier DESC LIMIT %(limit)s
    ) d ON true
    WHERE c.projection = 'people' AND c.live ORDER BY d.dossier DESC
""")
    .format(within=bearing("scope"))
    .as_bytes()
)


def list_dossiers(
    connection: Connection[Any],
    *,
    cursor: str | None = None,
    limit: int = 50,
    only: Filter = Filter(),
    scope: Scope = EVERYTHING,
) -> Listed:
    """A page of people. Raises InvalidCursor."""
    before = place_of(cursor, UUID)[0] if cursor else None
    parameters = {
        "before": before,
        "tag": only.tag,
        "owner": only.owner,
        "status": only.status,
        "pool": only.pool,
        "limit": limit,
        **bounds(scope),
    }
    # Planned with the values at hand: which index is best depends on which filter is given.
    found = connection.execute(LIST, parameters, prepare=False).fetchall()
    people = [(dossier, document) for _, dossier, document in found if dossier is not None]
    following = written([people[-1][0]]) if len(people) == limit else None
    ids = [dossier for dossier, _ in people]
    return Listed(found[0][0] if found else 0, [document for _, document in people], following, ids)


@dataclass(frozen=True, slots=True)
class Change:
    """A row that changed. Of one that was merged away, `merged_into` says where it leads; it has no document."""

    candidate: UUID
    position: int
    kind: Literal["changed", "merged", "void", "erased"]
    merged_into: UUID | None
    document: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    read_at: int
    items: list[Change]
    """Each row once, by the last position that changed it."""
    next: str
    """Ask with it again, now or later: it never ends."""


CHANGES = (
    sql.SQL("""
    SELECT c.position, d.dossier, d.position, d.merged_into, d.void, d.erased, d.document
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT dossier, position, merged_into, void, erased, document FROM read.dossiers
        WHERE (position, dossier) > (%(position)s, %(dossier)s) AND {within}
        ORDER BY position, dossier LIMIT %(limit)s
    ) d ON true
    WHERE c.projection = 'people' AND c.live ORDER BY d.position, d.dossier
""")
    .format(within=bearing("scope"))
    .as_bytes()
)
LAST_ID = UUID(int=2**128 - 1)


def changes(
    connection: Connection[Any],
    *,
    since: int = 0,
    cursor: str | None = None,
    limit: int = 500,
    scope: Scope = EVERYTHING,
) -> Changes:
    """What changed after position `since`, or after the place of `cursor`. Raises InvalidCursor."""
    position, dossier = since, LAST_ID
    if cursor:
        position, dossier = place_of(cursor, int, UUID)
    given = {"position": position, "dossier": dossier, "limit": limit, **bounds(scope)}
    found = connection.execute(CHANGES, given).fetchall()
    items = [_change(*row[1:]) for row in found if row[1] is not None]
    last = (items[-1].position, items[-1].candidate) if items else (position, dossier)
    return Changes(found[0][0] if found else 0, items, written(last))


def _change(
    candidate: UUID, position: int, merged_into: UUID | None, void: bool, erased: bool, document: str | None
) -> Change:
    if merged_into:
        return Change(candidate, position, "merged", merged_into, None)
    kind: Literal["changed", "void", "erased"] = "erased" if erased else "void" if void else "changed"
    return Change(candidate, position, kind, None, document)


def population(connection: Connection[Any]) -> int:
    """Records that are known, merged ones too; 0 before the read model was ever built."""
    built = connection.execute("SELECT to_regclass('read.dossiers') IS NOT NULL").fetchone()
    row = connection.execute("SELECT count(*) FROM read.dossiers").fetchone() if built == (True,) else None
    return int(row[0]) if row else 0
