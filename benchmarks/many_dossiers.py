"""Read models of a large pool: rows as the fold makes them, straight into the live tables by COPY.

`plain` is the same people in the table that most products have: columns, a JSONB document, and a text.
"""

from itertools import islice
from math import ceil
from typing import Any

import orjson
from psycopg import Connection, sql
from psycopg.types.json import Jsonb

from benchmarks.pool_people import Made, people
from projections import dossiers, search
from projections.checkpoint import live
from projections.projection import Table, Values
from projections.writing import copy_rows

AT_ONCE = 20_000
DIFFERENT = 100_000
"""People who are made up one by one; beyond them, the same ones come again at other times."""


def fill(
    connection: Connection[Any], count: int, seed: int = 1, *, plain: bool = False, different: int = DIFFERENT
) -> None:
    """Empty the live tables and fill them, indexes after the load; with `plain`, that table as well.

    As the role that owns them.
    """
    schema = sql.Identifier(live(connection, ["people"])[0].schema)
    with connection.transaction():
        connection.execute(sql.SQL("SET LOCAL search_path = {}").format(schema))
        connection.execute("SET LOCAL maintenance_work_mem = '512MB'")
        connection.execute("SET LOCAL synchronize_seqscans = off")
        for table in (search.TABLE, dossiers.TABLE):
            connection.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table.name)))
            drop_indexes(connection, table.name)
        if plain:
            connection.execute(PLAIN_TABLE.ddl.encode())
        made = people(seed, min(count, different))
        while some := list(islice(made, AT_ONCE)):
            copy_rows(connection, search.TABLE, [each.row for each in some])
            copy_rows(connection, dossiers.TABLE, [_dossier(each) for each in some])
            if plain:
                copy_rows(connection, PLAIN_TABLE, [_plain(each) for each in some])
        connection.execute("SELECT setseed(0.5)")
        for number in range(1, ceil(count / different)):
            for table in ("search", "dossiers", *(["plain"] if plain else ())):
                connection.execute(AGAIN[table], (str(number), min(different, count - number * different)))
        for table in (search.TABLE, dossiers.TABLE, *([PLAIN_TABLE] if plain else ())):
            connection.execute(table.indexes.encode())
    for name in ("search", "dossiers", *(["plain"] if plain else ())):
        connection.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.SQL(".").join([schema, sql.Identifier(name)])))


AGAIN = {
    "search": """
        INSERT INTO search (dossier, rank, last_inbound_at, last_outbound_at, updated_at, added_at, intent_at,
            career_since, education, employer, marks, consents, words)
        SELECT md5(dossier::text || %s)::uuid, moved,
            last_inbound_at - random() * '90 days'::interval, last_outbound_at - random() * '90 days'::interval,
            updated_at - random() * '90 days'::interval, added_at, intent_at, career_since - (random() * 700)::int,
            education, employer,
            array(SELECT mark FROM unnest(marks) mark WHERE NOT starts_with(mark, '~'))
                || ('~sample:' || (64 * random())::int %% 64)
                || CASE WHEN moved > -1000 THEN array(SELECT '~rank' || width || ':' || floor(slice / width)
                    FROM unnest(ARRAY[16, 4, 1]) width) ELSE '{~rank:never}' END,
            consents, words
        FROM (SELECT *, CASE WHEN rank > -1000 THEN rank - 3 * random() ELSE rank END AS moved FROM search LIMIT %s) s
            CROSS JOIN LATERAL (SELECT greatest(floor(moved * 2), -80) AS slice) sliced
    """,
    "dossiers": """
        INSERT INTO dossiers (dossier, position, members, version, void, erased, name, status, tags, owners, pools,
            scope, document)
        SELECT md5(dossier::text || %s)::uuid, 1, members, 1, false, false, name, status, tags, owners, pools, scope,
            document
        FROM dossiers LIMIT %s
    """,
    "plain": """
        INSERT INTO plain SELECT md5(id::text || %s)::uuid, name, CASE WHEN score > -1000 THEN score - 3 * random()
            ELSE score END, active_at - random() * '90 days'::interval, years_from, document, text FROM plain LIMIT %s
    """,
}
"""The people once more, each as somebody else: under another id, at other times, in another sample."""


def _dossier(made: Made) -> Values:
    candidate, shown = made.row[0], orjson.dumps(made.document)
    name = made.document["profile"]["name"]["full"]
    return (candidate, 1, None, [candidate], 1, False, False, name, "prospect", None, [], [], [], [], shown)


def drop_indexes(connection: Connection[Any], table: str) -> None:
    """And keys. Within the `search_path`."""
    connection.execute(
        sql.SQL("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}, DROP CONSTRAINT IF EXISTS {}").format(
            *map(sql.Identifier, (table, f"{table}_pkey", f"{table}_dossier"))
        )
    )
    found = connection.execute(
        "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s", (table,)
    ).fetchall()
    for (name,) in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))


PLAIN_TABLE = Table(
    name="plain",
    columns=("id", "name", "score", "active_at", "years_from", "document", "text"),
    ddl="""
        CREATE TABLE plain (
            id         uuid NOT NULL,
            name       text,
            score      float8,
            active_at  timestamptz,
            years_from date,
            document   jsonb,
            text       text
        )
    """,
    indexes="""
        ALTER TABLE plain ADD PRIMARY KEY (id);
        CREATE INDEX ON plain (score DESC, id DESC);
        CREATE INDEX ON plain USING gin (document jsonb_path_ops);
    """,
)
"""What most products have: columns, a JSONB document with an index on its paths, and a text for ILIKE."""


def _plain(made: Made) -> Values:
    candidate, rank, inbound = made.row[:3]
    name = made.document["profile"]["name"]["full"]
    return candidate, name, rank, inbound, made.row[7], Jsonb(made.document, _dumps), made.text


def _dumps(document: Any) -> bytes:
    return orjson.dumps(document)
